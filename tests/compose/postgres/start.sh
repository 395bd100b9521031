# Creates the database at the first start, gives the folders to the user postgres, and runs the server
# as that user.
set -eu
if [ "$(id -u)" = 0 ]; then
  chown postgres "$PGDATA" /run/postgresql
  exec setpriv --reuid postgres --regid postgres --clear-groups sh "$0"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  chmod 700 "$PGDATA"
  printf %s "$POSTGRES_PASSWORD" > /tmp/password
  initdb --username "$POSTGRES_USER" --pwfile /tmp/password --auth-local trust --auth-host scram-sha-256 >/dev/null
  rm /tmp/password
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  echo "CREATE DATABASE \"$POSTGRES_USER\"" | postgres --single -j postgres >/dev/null
fi
exec postgres -h '*'
