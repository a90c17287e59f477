#!/bin/sh
# Makes the secrets that docker-compose.yml gives to its containers, each a file of its own, in the
# directory `secrets` beside this script or in the one that is named. What is there stays as it is.
#
#   SMTP_URL=smtp+starttls://user:password@mail.example.org:587 sh deploy/make-secrets.sh [DIRECTORY]
#
# OIDC_CLIENT_SECRET, beside it, is for people to sign in with OpenID Connect; most leave it out.
set -eu

: "${SMTP_URL:?must say which mail server takes the letters, as smtp+starttls://user:password@host:587}"
directory=${1:-$(dirname "$0")/secrets}

# The directory is closed to others; the files in it are open, as containers read them as other users.
umask 077
mkdir -p "$directory"
umask 022
chmod a+r "$(dirname "$0")"/*.sh "$(dirname "$0")"/*.yaml
chmod a+x "$(dirname "$0")"/*.sh # the same, for what they are given to run

random() { # BYTES: letters, digits, - and _, which need no quoting in a URL
  head -c "$1" /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_'
}

keep() { # FILE TEXT
  if [ -e "$directory/$1" ]; then
    echo "kept $directory/$1"
  else
    printf '%s\n' "$2" > "$directory/$1.new"
    mv "$directory/$1.new" "$directory/$1"
    echo "made $directory/$1"
  fi
}

keep postgres_password "$(random 24)"
keep temporal_password "$(random 24)"
keep owner_password "$(random 24)"
keep worker_password "$(random 24)"

at='postgres:5432/mentorship'
keep owner_database_url "postgresql://mentorship_owner:$(cat "$directory/owner_password")@$at"
keep worker_database_url "postgresql://mentorship_worker:$(cat "$directory/worker_password")@$at"
keep smtp_url "$SMTP_URL"
keep oidc_client_secret "${OIDC_CLIENT_SECRET:-}"

# A Fernet key: 32 random bytes, in base64 as URLs write it. Whoever loses it loses what is enciphered.
keep keys "$(head -c 32 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_')"
