# One image for web, worker and beat; the command tells which. Production differs from the
# demonstration by environment variables only: see .env.example and docs/operations.md.

FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes \
    --requirement requirements.txt

FROM python:3.13-slim
RUN groupadd --gid 10001 polylogue \
 && useradd --uid 10001 --gid polylogue --no-create-home --home-dir /nonexistent polylogue \
 && install --directory --owner polylogue --group polylogue /var/lib/polylogue
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/polylogue \
    DJANGO_SETTINGS_MODULE=config.settings \
    CELERY_SKIP_CHECKS=1
WORKDIR /app
COPY . .
# The key and the database of this one command are not those of the site, and are not kept.
RUN SECRET_KEY=unused-while-building DATABASE_URL=sqlite://:memory: VAR_DIR=/tmp/build \
    python manage.py collectstatic --no-input --verbosity 0 \
 && python -m compileall -q accounts principles consultations config \
 && rm -rf /tmp/build
ARG RELEASE=0.1.0
ENV RELEASE=$RELEASE
USER polylogue
VOLUME /var/lib/polylogue
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["python", "-I", "config/probe.py", "http://127.0.0.1:8000/health/live"]
# WEB_CONCURRENCY is gunicorn's own name for the number of worker processes.
ENV WEB_CONCURRENCY=2
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--threads", "4", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
