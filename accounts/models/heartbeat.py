"""Signs of life of the parts a page cannot see."""

from django.db import models


class Heartbeat(models.Model):
    """`beat` reaching a worker through the broker; read by /health/ready."""

    name = models.CharField(max_length=32, primary_key=True)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
