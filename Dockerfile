# A service for the archive in /data, with the model inside. See docs/operations.md.
FROM python:3.11-slim AS made

COPY pyproject.toml README.md LICENSE /source/
COPY qa /source/qa
COPY deploy/requirements.txt /source/requirements.txt
RUN python -m venv /opt/qa \
 && /opt/qa/bin/pip install --no-cache-dir --require-hashes -r /source/requirements.txt \
 && /opt/qa/bin/pip install --no-cache-dir --no-deps /source
# Built with --build-arg MODEL=volume, the image has none: `qa model fetch` fills /models.
ARG MODEL=inside
RUN mkdir /models \
 && if [ "$MODEL" = inside ]; then QA_MODEL_CACHE=/models /opt/qa/bin/qa model fetch; fi

FROM python:3.11-slim

RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin qa \
 && mkdir /data && chown qa /data
COPY --from=made /opt/qa /opt/qa
COPY --from=made --chown=qa /models /models
ENV PATH=/opt/qa/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    QA_DATA_DIR=/data \
    QA_MODEL_CACHE=/models \
    QA_HOST=0.0.0.0 \
    QA_PORT=8000
USER 10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["qa"]
CMD ["serve"]
