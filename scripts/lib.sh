# Shared by the scripts in this directory; sourced, never run.
# Gives: ROOT, TOOLS, a PATH with the project's tools first, progress output, and checks.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
TOOLS="$ROOT/.tools/bin"
export PATH="$TOOLS:$PATH"

if [[ -t 2 && -z "${NO_COLOR:-}" ]]; then
    bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
    bold='' dim='' red='' green='' plain=''
fi

# Progress goes to standard error, so that standard output stays free for results.
step() { printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2; }
note() { printf '    %s%s%s\n' "$dim" "$*" "$plain" >&2; }
done_in() { printf '    %s%s%s (%ss)\n' "$green" "$1" "$plain" "$((SECONDS - $2))" >&2; }
die() {
    printf '%serror:%s %s\n' "$red" "$plain" "$*" >&2
    exit 1
}

# require <command> <what to do when it is missing>
require() { command -v "$1" >/dev/null 2>&1 || die "'$1' is missing: $2"; }

# version_at_least <have> <want>: both dotted numbers.
version_at_least() { [[ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" == "$2" ]]; }

# sha256_of <file>...: one digest over all of them.
sha256_of() { cat "$@" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -d ' ' -f 1; }

# quietly <command>...: shows its output only when it fails.
quietly() {
    local log status=0
    log="$(mktemp)"
    "$@" >"$log" 2>&1 || status=$?
    [[ $status -eq 0 ]] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}
