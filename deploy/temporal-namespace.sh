#!/bin/sh
# Makes the namespace and the search attributes that mentorships are found by; again does nothing.
# TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE say where, and are read by the command `temporal` itself.
set -eu

await() { # SENTENCE WORDS...: the command succeeds within a minute, or the sentence is said
  sentence=$1
  shift
  tries=0
  until "$@" > /dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "$sentence" >&2; exit 1; }
    sleep 1
  done
}

# The port is open before every part of the server does its work.
await "Temporal at $TEMPORAL_ADDRESS does not do its work" temporal operator cluster health

temporal operator namespace describe > /dev/null 2>&1 ||
  temporal operator namespace create --retention 30d --namespace "$TEMPORAL_NAMESPACE"

# Every part of the server hears of a new namespace within seconds.
await "the namespace $TEMPORAL_NAMESPACE cannot be used" temporal operator search-attribute list

# Those that are there already are left as they are.
temporal operator search-attribute create \
  --name MentorshipStage --type Keyword \
  --name MentorshipProgram --type Keyword \
  --name MentorshipMentor --type Keyword \
  --name MentorshipMentee --type Keyword \
  --name MentorshipNeedsAttention --type Bool
