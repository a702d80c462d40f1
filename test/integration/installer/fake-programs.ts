/*
 * Shell scripts that answer like a manager's programs, for what runs real programs. Most tests use `fakeDaemons` instead, which is the same
 * without a process for each question.
 */

export function fakeControl(prefix: string, info: string): string {
  return `#!/bin/sh
export LC_ALL=C
cd "$(dirname "$0")/.."
case "$1" in
  info) cat <<'INFO'
${info}INFO
  ;;
  status)
    for d in ${prefix}-modulesd ${prefix}-analysisd ${prefix}-maild; do
      if grep -qx $d var/run/running; then echo "$d is running..."; else echo "$d not running..."; fi
    done
    exit 1 ;;
  restart)
    bin/${prefix}-analysisd -t >/dev/null 2>&1 || { echo "${prefix}-analysisd: Configuration error. Exiting"; exit 1; }
    echo restart >> var/run/restarts
    cat etc/ossec.conf etc/rules/*.xml etc/decoders/*.xml | sha256sum > var/run/loaded
    sleep 60 >/dev/null 2>&1 & echo $! > var/run/child.pid
    if grep -q '<tag>o365-wazuh</tag>' etc/ossec.conf; then
      echo "2026/01/01 00:00:00 ${prefix}-modulesd:command: INFO: Module command:o365-wazuh started." >> logs/ossec.log
    fi
    echo "Completed." ;;
esac
exit 0
`;
}

export function fakeAnalysisd(prefix: string): string {
  return `#!/bin/sh
cd "$(dirname "$0")/.."
CONF=etc/ossec.conf
[ "$2" = "-c" ] && CONF=$3
for dir in $(sed -n 's/.*<rule_dir>\\(.*\\)<\\/.*/\\1/p' "$CONF"); do
  for file in $(grep -L '</group>' $dir/*.xml); do
    echo "2026/01/01 00:00:00 ${prefix}-analysisd: ERROR: (1226): Error reading XML file '$file': XMLERR: Element 'group' not closed. (line 2)." >&2
    exit 1
  done
done
exit 0
`;
}
