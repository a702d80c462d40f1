/**
 * True when the host name can only mean this machine: `localhost`, names under it, 127.0.0.0/8 and ::1. Does not look
 * names up, so a name that merely resolves to 127.0.0.1 is not loopback.
 *
 * @param hostname as `URL.hostname` gives it: lower case, IPv6 in brackets.
 */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    // WHATWG URLs write every IPv4 form in dotted decimals, so a name such as 127.evil.example cannot pass.
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}
