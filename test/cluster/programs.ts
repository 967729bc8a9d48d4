export const postgresFolder = process.env["PG_BIN"] ?? "/usr/lib/postgresql/15/bin";
/** The dynamic loader replaces `$LIB`. The program `faketime` would not forward signals. */
export const faketimeLibrary = "/usr/$LIB/faketime/libfaketime.so.1";

/** The programs of a cluster that are not part of the project, with their Debian package. */
export const programs = {
  ip: { path: "ip", debian: "iproute2" },
  unshare: { path: "unshare", debian: "util-linux" },
  setpriv: { path: "setpriv", debian: "util-linux" },
  faketime: { path: "faketime", debian: "faketime" },
  etcd: { path: "etcd", debian: "etcd-server" },
  patroni: { path: "patroni", debian: "patroni" },
  pgbouncer: { path: "pgbouncer", debian: "pgbouncer" },
  haproxy: { path: "haproxy", debian: "haproxy" },
  postgres: { path: `${postgresFolder}/postgres`, debian: "postgresql" },
} as const;
