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

/** True for the addresses that no router forwards (169.254.0.0/16, fe80::/10): the metadata service of a virtual machine, for one. */
export function isLinkLocal(hostname: string): boolean {
  return /^169\.254\.\d+\.\d+$/.test(hostname) || /^\[fe[89ab][0-9a-f]:/.test(hostname);
}
