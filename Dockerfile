# One image for every process of the Procfile: `docker run IMAGE worker`; without a word it is the gateway.
# Nothing is written but /tmp and, by the local store, /data: run it with a read-only root file system.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
# requirements-traces.lock for an image that can send traces
ARG REQUIREMENTS=requirements.lock
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates python3 python3-venv
COPY requirements.lock requirements-traces.lock /
RUN python3 -m venv --copies /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r "/$REQUIREMENTS" \
 && /venv/bin/pip uninstall -y -q pip

FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates python3 tini \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/* \
 && useradd --system --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin backend \
 && install -d -o backend -g backend /data
COPY --from=build /venv /venv
WORKDIR /app
COPY alembic.ini celery_process.py celeryconfig.py flower_server.py gateway.py log.py processes.py settings.py startup.py texts.py Procfile ./
COPY broker broker
COPY configuration configuration
COPY edge edge
COPY front front
COPY migrations migrations
COPY models models
COPY push push
COPY services services
COPY tasks tasks
COPY telemetry telemetry
COPY web web
COPY wire wire
COPY deploy/container deploy/container
ENV PATH=/venv/bin:/usr/bin:/bin PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MEDIA_DIR=/data/media
RUN python -m compileall -q .
USER backend
VOLUME /data
EXPOSE 8000 8080 5555
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "deploy.container.health"]
# tini passes signals on and collects what children leave; a process that is PID 1 itself ignores SIGTERM
# until it has said otherwise.
ENTRYPOINT ["tini", "--", "deploy/container/start"]
CMD ["web"]
