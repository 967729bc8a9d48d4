# PostgreSQL under Patroni, for compose.yml in this folder.
FROM postgres:18.4
RUN apt-get update \
  && apt-get install -y --no-install-recommends patroni \
  && rm -rf /var/lib/apt/lists/* \
  && ln -s /usr/lib/postgresql/*/bin /usr/local/lib/postgres
USER postgres
ENTRYPOINT ["patroni", "/etc/patroni.yml"]
