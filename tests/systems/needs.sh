# Sourced by the scripts beside it: where things go, and Debian's packages. Needs root for apt.
#
# Afterwards: `project` and `systems` name the folders of the project and of what scripts leave behind.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
systems=${SYSTEMS_DIR:-$project/target/systems}
mkdir -p "$systems"

# Installs the Debian packages that are missing.
needs() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}
