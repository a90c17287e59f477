#!/bin/sh
# Brings Temporal's two databases to the schema of the admin-tools' release; again does nothing.
set -eu

SQL_PASSWORD=$(cat /run/secrets/temporal_password)
export SQL_PASSWORD

tool() { # DATABASE WORDS...
  database=$1
  shift
  temporal-sql-tool --plugin postgres12 --endpoint postgres --port 5432 --user temporal \
    --database "$database" "$@"
}

schemas=/etc/temporal/schema/postgresql/v12

# A database that has a version keeps it; a new one gets the table that holds it.
tool temporal setup-schema --version 0.0
tool temporal update-schema --schema-dir "$schemas/temporal/versioned"
tool temporal_visibility setup-schema --version 0.0
tool temporal_visibility update-schema --schema-dir "$schemas/visibility/versioned"
