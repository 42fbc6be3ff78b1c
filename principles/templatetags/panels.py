"""Parts of a page that another app may bring."""

from django import template
from django.template import Context, TemplateDoesNotExist
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def panel(context: Context, name: str) -> str:
    """The template `name` rendered with all of the page's context; nothing where no installed app
    has it, so that a page need not know which apps stand above its own."""
    try:
        found = context.template.engine.get_template(name)  # type: ignore[union-attr]
    except TemplateDoesNotExist:
        return ""
    return SafeString(found.render(context))
