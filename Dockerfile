# syntax=docker/dockerfile:1.20
# The image of the workers, the web services and the command `mentorship`. The embedded servers are not in it.

FROM python:3.11.14-slim-bookworm AS build
WORKDIR /build
RUN python -m venv tools && tools/bin/pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
# First what is needed from others, which changes seldom, as the lock file pins it.
COPY pyproject.toml uv.lock README.md ./
RUN UV_PROJECT_ENVIRONMENT=/opt/mentorship tools/bin/uv sync --locked --no-default-groups --no-install-project --no-python-downloads --link-mode=copy --compile-bytecode
COPY activities activities
COPY cli cli
COPY domain domain
COPY interchange interchange
COPY letters letters
COPY records records
COPY runtime runtime
COPY web web
COPY workflows workflows
COPY worker.py ./
RUN UV_PROJECT_ENVIRONMENT=/opt/mentorship tools/bin/uv sync --locked --no-default-groups --no-editable --no-python-downloads --link-mode=copy --compile-bytecode

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin mentorship
COPY --from=build /opt/mentorship /opt/mentorship
ENV PATH=/opt/mentorship/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MENTORSHIP_HOME=/tmp/mentorship
WORKDIR /tmp
USER 10001
EXPOSE 8080 8081
CMD ["python", "-P", "-m", "worker"]
