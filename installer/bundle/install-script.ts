/**
 * The bundle's install.sh: checks every file against SHA256SUMS, then runs the command line on the bundle's own Node. POSIX sh, and of other
 * programs only sha256sum and uname: hosts without npm, Node and network have those.
 *
 * @param machine what `uname -m` says on the bundle's processor.
 */
export function installScript(about: {
  readonly version: string;
  readonly arch: string;
  readonly machine: string;
}): string {
  const { version, arch, machine } = about;
  return `#!/bin/sh
# Installs o365-wazuh ${version} (linux-${arch}) without npm, Node or network.
#
#   ./install.sh [options of install]     as: npx o365-wazuh install [options]
#   ./install.sh COMMAND [options]        any other command: upgrade, uninstall, tenant, doctor, ...
#   ./install.sh --verify                 only checks the files of this folder
set -eu

fail() {
  printf 'install.sh: %s\\n' "$1" >&2
  exit 2
}

case $0 in
  */*) folder=\${0%/*} ;;
  *) folder=. ;;
esac
folder=$(CDPATH='' cd -- "$folder" && pwd -P) || fail 'its own folder cannot be entered'

[ "$(uname -s)" = Linux ] || fail "this is $(uname -s); o365-wazuh runs on Linux"
[ "$(uname -m)" = ${machine} ] || fail "this machine is $(uname -m), the bundle is for ${machine}; make one with: npx o365-wazuh bundle --arch"
command -v sha256sum >/dev/null 2>&1 || fail 'sha256sum is missing (package coreutils)'

(cd -- "$folder" && sha256sum -c SHA256SUMS >/dev/null) ||
  fail 'files are damaged or missing; nothing was installed. Copy the bundle again and compare its SHA-256'
if [ "\${1:-}" = --verify ]; then
  echo 'All files are as they were packed.'
  exit 0
fi

node=$folder/package/node_modules/node-linux-${arch}/bin/node
"$node" --version >/dev/null 2>&1 ||
  fail "$node does not run here: it needs glibc 2.28 or later (not musl), and a folder that is not mounted noexec"

case \${1:-} in
  '' | -*) set -- install "$@" ;;
esac
exec "$node" --disable-warning=ExperimentalWarning "$folder/package/dist/cli.cjs" "$@"
`;
}
