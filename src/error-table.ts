/**
 * Exit codes of every command, one table. 127 is never used: Wazuh reads it as "command not found".
 */
export const EXIT_CODES = {
  ok: 0,
  /** A check found something (missing events, a failed check, stale rules): the command itself worked. */
  found: 1,
  usage: 2,
  config: 3,
  /** Microsoft refuses the credentials or permissions: needs an administrator. */
  credentials: 4,
  /** Microsoft or the way to it is down or throttled: the next run tries again. */
  microsoft: 5,
  /** The Wazuh queue is absent, unreachable or full: nothing advanced, the next run tries again. */
  wazuh: 6,
  state: 7,
  /** The installer will not touch this home. Nothing was changed. */
  refused: 8,
  /** Rules in conflict with the user's edits: the user's files stay. */
  conflict: 9,
  /** The change was made, failed its proof, and was taken back. */
  rolledBack: 10,
  interrupted: 11,
  internal: 70,
} as const;

export type ExitName = keyof typeof EXIT_CODES;

interface ErrorEntry {
  readonly exit: ExitName;
  /** What the code means, one sentence. */
  readonly meaning: string;
  /** What usually brings it about. */
  readonly cause: string;
  /** What the user does next; printed as the hint unless the place that throws knows better. */
  readonly cure: string;
}

/** Every stable error code: meaning, usual cause, cure, exit code. `docs/errors.md` is generated from this table. */
export const ERROR_TABLE = {
  // — general
  INTERNAL: {
    exit: 'internal',
    meaning: 'A defect in o365-wazuh itself.',
    cause: 'A case that the code does not foresee.',
    cure: 'Run again with --debug and report the output.',
  },
  USAGE: {
    exit: 'usage',
    meaning: 'The command line cannot be understood.',
    cause: 'An unknown option, a missing value, or a value out of bounds.',
    cure: 'See the command’s --help.',
  },
  INTERRUPTED: {
    exit: 'interrupted',
    meaning: 'The command was ended by a signal before it was done.',
    cause: 'SIGINT or SIGTERM, for example a manager restart.',
    cure: 'Run it again: what was done is kept, nothing was lost.',
  },
  // — config
  CONFIG_INVALID: {
    exit: 'config',
    meaning: 'config.yml breaks a rule of its format.',
    cause: 'A misspelt key, a value out of bounds, or text that is not YAML.',
    cure: 'Correct the lines that are named, then run: o365-wazuh config check',
  },
  CONFIG_UNREADABLE: {
    exit: 'config',
    meaning: 'config.yml cannot be read.',
    cause: 'The file is not there, or the command does not run as root.',
    cure: 'Run as root; if the file is missing, run: o365-wazuh install',
  },
  TENANT_NOT_CONFIGURED: {
    exit: 'usage',
    meaning: 'No tenant of that name is configured.',
    cause: 'A misspelt name, or a tenant of another home.',
    cure: 'List them with: o365-wazuh tenant list',
  },
  SECRET_UNREADABLE: {
    exit: 'config',
    meaning: 'A secret cannot be read.',
    cause: 'The file or environment variable is absent or empty, or the command does not run as root.',
    cure: 'Put the secret’s value into the file that config.yml names, mode 0600.',
  },
  SECRET_EXPOSED: {
    exit: 'config',
    meaning: 'A secret file can be read by others than its owner.',
    cause: 'The file was made with a wide mode.',
    cure: 'chmod 600 the file; if others may have read it, make a new secret in Entra.',
  },
  SECRET_UNSAFE: {
    exit: 'config',
    meaning: 'A secret file, or a link to it, could be changed by another user, or is no file at all.',
    cause: 'It belongs to a user other than root and the one that runs the collector.',
    cure: 'chown root the file; on a machine where nobody else has an account, insecure_files: true takes it as it is.',
  },
  CERTIFICATE_UNUSABLE: {
    exit: 'config',
    meaning: 'The certificate or its private key cannot be used to sign in.',
    cause:
      'The file holds no certificate or no key, the key belongs to another certificate, is no RSA key of at least 2048 bits, or its password is wrong.',
    cure: 'Give credential.file a PEM file with certificate and private key, or a PFX file with password_file.',
  },
  // — microsoft
  CERTIFICATE_EXPIRED: {
    exit: 'credentials',
    meaning: 'The certificate that the collector signs in with is not valid today.',
    cause: 'It has expired and nobody renewed it; or this machine’s clock is wrong.',
    cure: 'Make a new certificate, upload it under App registrations, Certificates & secrets, and replace the file; no restart is needed.',
  },
  IDENTITY_UNAVAILABLE: {
    exit: 'microsoft',
    meaning: 'The token service of the managed identity does not answer, or not with a token.',
    cause:
      'This machine is no Azure VM, App Service or Arc-enabled server; or the service starts or is updated.',
    cure: 'Check credential.source; on an Azure VM: curl -H Metadata:true "http://169.254.169.254/metadata/instance?api-version=2021-02-01"',
  },
  IDENTITY_MISSING: {
    exit: 'credentials',
    meaning: 'The machine has no such managed identity.',
    cause:
      'No identity is assigned to the machine, or client_id, object_id or resource_id names another one.',
    cure: 'In the Azure portal, on the machine’s page Identity: switch the system-assigned identity on, or add the user-assigned one.',
  },
  TOKEN_COMMAND_UNSAFE: {
    exit: 'config',
    meaning: 'The program that prints the token could be changed by another user.',
    cause:
      'It, or its folder, is writable by others or belongs to another user; the collector may run as root.',
    cure: 'chown root the program and its folder, and chmod go-w both.',
  },
  TOKEN_COMMAND_FAILED: {
    exit: 'credentials',
    meaning: 'The program that should print a token did not.',
    cause: 'It ended with an error, took too long, or printed something else.',
    cure: 'Run it by hand as the user that runs the collector. It must print the token alone, or JSON with access_token and expires_in.',
  },
  CLOUD_URL_INSECURE: {
    exit: 'config',
    meaning: 'A login_url or api_url uses http to a host other than this machine.',
    cause: 'An override meant for a simulator, or a mistyped https.',
    cure: 'Write https://; http is for 127.0.0.1, [::1] and localhost only.',
  },
  CLOUD_URL_INVALID: {
    exit: 'config',
    meaning: 'A login_url or api_url is not the root of a host.',
    cause: 'A path, a query, or a user name in the URL, or no URL at all.',
    cure: 'Write only scheme and host, for example https://manage.office.com; or leave the setting out.',
  },
  CA_BUNDLE_INVALID: {
    exit: 'config',
    meaning: 'The CA bundle holds no readable certificate.',
    cause: 'A file in DER form, a cut file, or a private key in place of a certificate.',
    cure: 'Give ca_file a PEM file with one or more BEGIN CERTIFICATE blocks.',
  },
  PROXY_URL_INVALID: {
    exit: 'config',
    meaning: 'The proxy’s address is not an http or https URL.',
    cause: 'A SOCKS proxy, which is not supported, or a typing mistake.',
    cure: 'Write http://host:port into the proxy setting or into HTTPS_PROXY.',
  },
  PROXY_CERTIFICATE_INVALID: {
    exit: 'config',
    meaning: 'The client certificate for the proxy cannot be used.',
    cause: 'Certificate and key do not belong together, are damaged, or are not in PEM form.',
    cure: 'Give proxy_certificate_file and proxy_key_file the two halves of one certificate, in PEM form and without a password.',
  },
  SECRET_WRONG: {
    exit: 'credentials',
    meaning: 'Microsoft does not accept the client secret.',
    cause:
      'Often the secret’s ID was copied in place of its value; else a typing mistake or a deleted secret.',
    cure: 'In Entra, App registrations, Certificates & secrets: make a new secret and copy its Value, not its Secret ID.',
  },
  SECRET_EXPIRED: {
    exit: 'credentials',
    meaning: 'The client secret has expired.',
    cause: 'Secrets live for at most two years, and nobody made a new one.',
    cure: 'In Entra, App registrations, Certificates & secrets: make a new secret and put its Value into the secret file.',
  },
  ASSERTION_REFUSED: {
    exit: 'credentials',
    meaning:
      'Microsoft does not accept the certificate or federated identity that the collector signs in with.',
    cause:
      'The certificate is not registered with the application, or the federated credential names another subject.',
    cure: 'In Entra, App registrations, Certificates & secrets: register the certificate or the federated credential.',
  },
  APP_UNKNOWN: {
    exit: 'credentials',
    meaning: 'The tenant knows no such application, or it is disabled.',
    cause: 'The client id is wrong, belongs to another tenant, or nobody consented to the application there.',
    cure: 'Compare client_id with “Application (client) ID” and tenant_id with “Directory (tenant) ID” in Entra.',
  },
  TENANT_UNKNOWN: {
    exit: 'credentials',
    meaning: 'Microsoft knows no such tenant.',
    cause: 'The tenant id is wrong, or the tenant lives in another cloud.',
    cure: 'Compare tenant_id with “Directory (tenant) ID” in Entra, and check the cloud setting.',
  },
  TENANT_MISMATCH: {
    exit: 'credentials',
    meaning: 'The tenant id of the requests is not the one that the token is for.',
    cause: 'tenant_id is not the GUID of the tenant in which the application signs in.',
    cure: 'Set tenant_id to “Directory (tenant) ID” of Entra, a GUID.',
  },
  PERMISSION_MISSING: {
    exit: 'credentials',
    meaning: 'The application may not read the audit log.',
    cause:
      'Admin consent was not given, or a delegated permission was added in place of the application permission.',
    cure: 'In Entra, API permissions: add the application permission ActivityFeed.Read of “Office 365 Management APIs”, then press “Grant admin consent”.',
  },
  READ_DLP_MISSING: {
    exit: 'credentials',
    meaning: 'The application may not read DLP events.',
    cause: 'DLP.All needs a permission beyond that of the other content types.',
    cure: 'In Entra, API permissions: add the application permission ActivityFeed.ReadDlp and grant admin consent; or leave DLP.All out of content_types.',
  },
  CONDITIONAL_ACCESS_BLOCKED: {
    exit: 'credentials',
    meaning: 'A Conditional Access policy blocks the sign-in.',
    cause: 'A policy for workload identities does not allow this machine’s address.',
    cure: 'In Entra, Conditional Access: add this machine’s public address to the policy’s named location, or exclude the application.',
  },
  LOGIN_REFUSED: {
    exit: 'credentials',
    meaning: 'Microsoft’s login refuses the application for a reason given in its own words.',
    cause: 'See the AADSTS code in the message.',
    cure: 'Look the code up at https://login.microsoftonline.com/error',
  },
  TOKEN_DENIED: {
    exit: 'credentials',
    meaning: 'The Activity API refuses a token that was issued a moment ago.',
    cause: 'The token is for another audience, or the tenant has just been changed.',
    cure: 'Check the cloud setting; if it is right, wait some minutes and try again.',
  },
  CLOUD_WRONG: {
    exit: 'credentials',
    meaning: 'The tenant lives in another Microsoft cloud than the one that is set.',
    cause: 'GCC, GCC High, DoD and China have hosts of their own.',
    cure: 'Set cloud to the tenant’s own: worldwide, gcc, gcc-high, dod or china.',
  },
  CLOCK_SKEWED: {
    exit: 'credentials',
    meaning: 'This machine’s clock is so wrong that Microsoft refuses its tokens.',
    cause: 'No time synchronisation.',
    cure: 'Synchronise the clock (chrony, systemd-timesyncd), then try again.',
  },
  AUDITING_OFF: {
    exit: 'credentials',
    meaning: 'The tenant records no audit log.',
    cause: 'Unified auditing is off, or was switched on less than a day ago.',
    cure: 'In the Purview portal, Audit: press “Start recording user and admin activity”; it can take from an hour to a day to work.',
  },
  SUBSCRIPTION_MISSING: {
    exit: 'microsoft',
    meaning: 'The content type has no subscription, or one that Microsoft has not set up yet.',
    cause: 'It was started a moment ago, or another product stopped it.',
    cure: 'Nothing: the next run starts it if it is missing; the first content can take up to 12 hours.',
  },
  SUBSCRIPTION_DISABLED: {
    exit: 'microsoft',
    meaning: 'The content type’s subscription is disabled.',
    cause: 'An administrator or another product stopped it; a restart can take hours to have effect.',
    cure: 'Nothing: the next run starts it again. If it stays for a day, ask Microsoft’s support.',
  },
  START_TOO_SOON: {
    exit: 'microsoft',
    meaning: 'A subscription can be started once in 15 minutes only.',
    cause: 'It was started a few minutes ago, here or by another product.',
    cure: 'Nothing: it is started at a later run.',
  },
  THROTTLED: {
    exit: 'microsoft',
    meaning: 'Microsoft answers that there are too many requests.',
    cause: 'The tenant’s quota is used up, by this collector and by others.',
    cure: 'Nothing: the collector slows down. If it stays, see which other tools read the audit log.',
  },
  MICROSOFT_UNAVAILABLE: {
    exit: 'microsoft',
    meaning: 'Microsoft’s service, or something in front of it, fails.',
    cause: 'An outage at Microsoft; or a gateway that answers in its place.',
    cure: 'Nothing: the next run tries again. See https://status.cloud.microsoft',
  },
  MICROSOFT_TIMEOUT: {
    exit: 'microsoft',
    meaning: 'Microsoft did not answer, or not to the end, in time.',
    cause: 'A firewall that drops packets silently, a slow line, or trouble at Microsoft.',
    cure: 'Check that this machine reaches the host that is named on port 443.',
  },
  CONNECTION_LOST: {
    exit: 'microsoft',
    meaning: 'The connection to Microsoft was closed before an answer came.',
    cause: 'A network fault, or a device that cuts connections.',
    cure: 'Nothing: the next run tries again. If it stays, look at firewalls and proxies on the way.',
  },
  CONNECTION_REFUSED: {
    exit: 'microsoft',
    meaning: 'Nothing answers at the host’s address.',
    cause: 'A firewall that refuses the connection, no route, or a wrong override of the URL.',
    cure: 'Allow this machine to reach the host that is named on port 443, or set the proxy.',
  },
  DNS_FAILED: {
    exit: 'microsoft',
    meaning: 'A host name cannot be looked up.',
    cause: 'No name server, or a network where only the proxy looks names up.',
    cure: 'Check /etc/resolv.conf; in a network with a proxy, set the proxy.',
  },
  TLS_UNTRUSTED: {
    exit: 'microsoft',
    meaning: 'The certificate shown is not trusted.',
    cause: 'A company proxy opens TLS and signs with its own authority.',
    cure: 'Set ca_file to a PEM file with your company’s root certificate.',
  },
  TLS_EXPIRED: {
    exit: 'microsoft',
    meaning: 'The certificate shown is not valid today.',
    cause: 'This machine’s clock is wrong, or a proxy’s certificate has expired.',
    cure: 'Check the clock (date -u); if it is right, renew the proxy’s certificate.',
  },
  TLS_FAILED: {
    exit: 'microsoft',
    meaning: 'No TLS connection can be agreed on.',
    cause: 'A device on the way that speaks only old TLS, or no TLS at all.',
    cure: 'See what stands between this machine and the host that is named; TLS 1.2 is the least.',
  },
  PROXY_AUTH_REQUIRED: {
    exit: 'microsoft',
    meaning: 'The proxy wants a user name and password (407).',
    cause: 'None are set, or wrong ones.',
    cure: 'Set proxy_user and proxy_password_file beside proxy.',
  },
  PROXY_FAILED: {
    exit: 'microsoft',
    meaning: 'The proxy does not open the way to Microsoft.',
    cause: 'The proxy is down, at another address, or does not allow the host.',
    cure: 'Check the proxy setting; let the proxy allow CONNECT to the login host and the API host on port 443.',
  },
  REDIRECT_REFUSED: {
    exit: 'microsoft',
    meaning:
      'A redirect came in place of an answer. It is never followed, so that no token leaves the host that is set.',
    cause: 'A captive portal, a gateway, or a wrong override of the URL.',
    cure: 'Check login_url and api_url, and what stands between this machine and Microsoft.',
  },
  RESPONSE_TRUNCATED: {
    exit: 'microsoft',
    meaning: 'An answer broke off before its end.',
    cause: 'A connection that was cut, or trouble at Microsoft.',
    cure: 'Nothing: it is fetched again; nothing of a cut answer is used.',
  },
  RESPONSE_NOT_JSON: {
    exit: 'microsoft',
    meaning: 'An answer is not the JSON that it should be.',
    cause: 'A gateway or portal that answers in Microsoft’s place.',
    cure: 'Nothing at first: it is tried again. If it stays, see what stands between this machine and Microsoft.',
  },
  RESPONSE_NOT_ARRAY: {
    exit: 'microsoft',
    meaning: 'An answer is JSON, but not the list that it should be.',
    cause: 'Trouble at Microsoft.',
    cure: 'Nothing: it is tried again.',
  },
  RESPONSE_TOO_LARGE: {
    exit: 'microsoft',
    meaning: 'An answer is larger than the bound that protects this machine’s memory.',
    cause: 'A blob of hundreds of megabytes, or an answer that unpacks without end.',
    cure: 'Nothing is lost yet: it is tried again every hour until Microsoft deletes it. Report it, so that the bound can be raised.',
  },
  LISTING_LOOP: {
    exit: 'microsoft',
    meaning: 'A listing leads back to a page already read, or does not end.',
    cause: 'Trouble at Microsoft, or a gateway that changes headers.',
    cure: 'Nothing: the span is listed again at the next run. If it stays, ask Microsoft’s support.',
  },
  LISTING_ENTRY_INVALID: {
    exit: 'microsoft',
    meaning: 'A listing holds an entry without a usable id or time.',
    cause: 'Trouble at Microsoft.',
    cure: 'Nothing: all other entries are used, and the span is listed again at the next run.',
  },
  NEXT_PAGE_REFUSED: {
    exit: 'microsoft',
    meaning: 'The next page of a listing lies at another host or does not exist; no token is sent there.',
    cause: 'A gateway that rewrites URLs, or a page that grew too old.',
    cure: 'Nothing: the span is listed again from its first page. If it stays, check api_url.',
  },
  WINDOW_REFUSED: {
    exit: 'microsoft',
    meaning: 'Microsoft refuses the span of time that was asked for.',
    cause: 'This machine’s clock is wrong, or the span has just passed Microsoft’s seven days.',
    cure: 'Check the clock (date -u). The span is planned anew at the next run; what is past seven days is recorded as a gap.',
  },
  REQUEST_REFUSED: {
    exit: 'microsoft',
    meaning: 'Microsoft refuses a request with a code that says it was malformed, or that is not known.',
    cause: 'A change at Microsoft, or a defect in o365-wazuh.',
    cure: 'It is tried again every hour. If it stays, upgrade o365-wazuh or report the code.',
  },
  BLOB_MISSING: {
    exit: 'microsoft',
    meaning: 'A blob that was listed does not exist (any more).',
    cause: 'Microsoft deleted it.',
    cure: 'Nothing can bring it back: it is recorded as lost, and the others go on.',
  },
  BLOB_EXPIRED: {
    exit: 'microsoft',
    meaning: 'A blob’s time at Microsoft is over.',
    cause: 'The collector did not run for days.',
    cure: 'Nothing can bring it back: it is recorded as lost. Let the collector run at least daily.',
  },
  BLOB_INVALID: {
    exit: 'microsoft',
    meaning: 'Microsoft does not know a blob by the id that it listed.',
    cause: 'A fault at Microsoft; if it happens to every blob, the wrong cloud is set.',
    cure: 'A single one is recorded as lost. If all are, check the cloud setting.',
  },
  // — wazuh
  HOME_NOT_FOUND: {
    exit: 'wazuh',
    meaning: 'There is no Wazuh installation where one is looked for.',
    cause: 'Wazuh is not installed on this machine, or in another folder than /var/ossec.',
    cure: 'Install the Wazuh manager or agent first, or name its folder with --home.',
  },
  HOME_UNREADABLE: {
    exit: 'wazuh',
    meaning: 'The Wazuh installation is there but may not be read.',
    cause: 'The command does not run as root.',
    cure: 'Run as root.',
  },
  NATIVE_ADDON_MISSING: {
    exit: 'wazuh',
    meaning: 'The file that lets Node send unix datagrams, unix_dgram.node, is not there.',
    cause: 'An incomplete copy of the collector, or a checkout that was never built.',
    cure: 'Run: npx o365-wazuh install (in a checkout: npm run build, which needs g++).',
  },
  NATIVE_ADDON_UNUSABLE: {
    exit: 'wazuh',
    meaning: 'unix_dgram.node cannot be loaded by this Node.',
    cause: 'It was built for another Node version, processor or C library (musl is not supported).',
    cure: 'Run the collector by its own launcher, which brings the right Node; if that fails, run: npx o365-wazuh install',
  },
  QUEUE_UNREACHABLE: {
    exit: 'wazuh',
    meaning: 'Wazuh’s queue socket cannot be reached.',
    cause: 'Wazuh is stopped or restarting, the home is another one, or the command does not run as root.',
    cure: 'Start Wazuh; the next run goes on by itself, and nothing is lost.',
  },
  QUEUE_FULL: {
    exit: 'wazuh',
    meaning: 'Wazuh’s queue socket is full and nobody reads from it.',
    cause: 'analysisd hangs, or the agent has no connection to its manager.',
    cure: 'See logs/ossec.log and restart Wazuh; the next run goes on by itself, and nothing is lost.',
  },
  MESSAGE_TOO_LARGE: {
    exit: 'wazuh',
    meaning: 'A message is larger than Wazuh or the kernel takes whole.',
    cause: 'A send buffer below the default (net.core.wmem_default), or a defect in o365-wazuh.',
    cure: 'Set net.core.wmem_default to 212992 or more, then run dead-letter resend; the event is a dead letter meanwhile, with what privacy settings leave of it, and its neighbours are delivered.',
  },
  WAZUH_SOCKET_FAILED: {
    exit: 'wazuh',
    meaning: 'A Wazuh daemon does not answer on its local socket.',
    cause: 'Wazuh is stopped or restarting, or it is a version without that question.',
    cure: 'Start Wazuh and try again.',
  },
  FIGURES_UNKNOWN: {
    exit: 'wazuh',
    meaning: 'analysisd does not tell its load in a form that we know.',
    cause: 'Wazuh before 4.4, or a version newer than this o365-wazuh.',
    cure: 'Update o365-wazuh: npx o365-wazuh@latest upgrade',
  },
  DELIVERY_UNCONFIRMED: {
    exit: 'wazuh',
    meaning: 'Messages were sent but analysisd’s figures do not confirm them.',
    cause: 'analysisd was restarted, crashed or dropped events again and again.',
    cure: 'See logs/ossec.log; the next run sends them again.',
  },
  WAZUH_STANDS_STILL: {
    exit: 'wazuh',
    meaning: 'analysisd answers, but works no events off.',
    cause: 'It cannot write its alerts (a disk that is full or does not answer), or it hangs.',
    cure: 'See logs/ossec.log and df; restart Wazuh if it does not go on by itself. The next run sends again what was not confirmed.',
  },
  WAZUH_OVERLOADED: {
    exit: 'wazuh',
    meaning: 'Wazuh is so busy that there is no safe place for our events.',
    cause: 'Other sources fill analysisd’s queue (or the agent’s buffer) and it is dropping events already.',
    cure: 'Find the noisy source (see: wazuh-analysisd.state) or give the manager more cores; the next run goes on by itself.',
  },
  AGENT_DISCONNECTED: {
    exit: 'wazuh',
    meaning: 'The Wazuh agent has no connection to its manager.',
    cause: 'The manager is down, the network is, or the agent is not enrolled.',
    cure: 'See logs/ossec.log of the agent; once it is connected the next run goes on by itself, and nothing is lost.',
  },
  RELOAD_IN_PROGRESS: {
    exit: 'wazuh',
    meaning: 'The rules are being reloaded, and sending waits for its end.',
    cause: 'An installation or upgrade of o365-wazuh is under way.',
    cure: 'Nothing: the next run goes on by itself.',
  },
  RELOAD_LOCK_BUSY: {
    exit: 'wazuh',
    meaning: 'The rules cannot be reloaded at this moment.',
    cause: 'Another installation is under way, or the collector is in the middle of a large delivery.',
    cure: 'Try again in a minute.',
  },
  LOGTEST_REFUSED: {
    exit: 'wazuh',
    meaning: 'Wazuh’s logtest refuses the question.',
    cause: 'logtest is switched off in ossec.conf (<rule_test>), or it is a version without it (before 4.1).',
    cure: 'Set <rule_test><enabled>yes</enabled></rule_test> in ossec.conf and restart the manager.',
  },
  CONTROL_FAILED: {
    exit: 'wazuh',
    meaning: 'Wazuh’s control program failed or did not end in time.',
    cause: 'A broken configuration, or a daemon that does not stop.',
    cure: 'Run it by hand and see logs/ossec.log.',
  },
  // — state
  STATE_ABSENT: {
    exit: 'state',
    meaning: 'There is no state file yet.',
    cause: 'The collector has not run on this machine, or the state folder is another one.',
    cure: 'Wait for the first run, or run: o365-wazuh collect',
  },
  STATE_UNWRITABLE: {
    exit: 'state',
    meaning: 'The state folder can’t be made, read or written.',
    cause: 'The command does not run as root, or the file system is mounted read-only.',
    cure: 'Run as root; see that the folder and the files in it belong to root and can be written.',
  },
  STATE_DISK_FULL: {
    exit: 'state',
    meaning: 'The disk that holds the state folder is full.',
    cause: 'Wazuh’s logs and queues usually fill it, not the state.',
    cure: 'Make room. Nothing advanced: the next run goes on where the last one stopped.',
  },
  STATE_WRITE_FAILED: {
    exit: 'state',
    meaning: 'The state can’t be read or written.',
    cause: 'The disk or its file system reports an error.',
    cure: 'See the kernel’s log for disk errors. Nothing advanced: the next run tries again.',
  },
  STATE_BUSY: {
    exit: 'state',
    meaning: 'Another process holds the state file.',
    cause: 'A backup or a tool has the file open for writing.',
    cure: 'End that process, or wait for the next run.',
  },
  STATE_CORRUPT: {
    exit: 'state',
    meaning: 'The state file is damaged.',
    cause:
      'A disk error, a power failure on a disk that lies about its writes, or another program wrote into it.',
    cure: 'Nothing: the next run sets the file aside, begins a new one and fetches again what Microsoft still keeps. Some events arrive twice.',
  },
  STATE_TOO_NEW: {
    exit: 'state',
    meaning: 'The state file was written by a newer version.',
    cause: 'The product was downgraded.',
    cure: 'Install the newer version again. To go on with this one, move the state file away: events of the last days arrive twice.',
  },
  // — collect
  BLOB_MALFORMED: {
    exit: 'microsoft',
    meaning: 'A blob arrived whole but is no JSON array of events.',
    cause: 'A fault at Microsoft, or something between that rewrites answers.',
    cure: 'Nothing: the blob is fetched again later, at growing intervals, and its neighbours are not held up.',
  },
  MANIFEST_UNWRITABLE: {
    exit: 'usage',
    meaning: 'The manifest cannot be written.',
    cause: 'The folder is not there, full, or not writable.',
    cure: 'Name another file with --manifest.',
  },
  // — rules
  RULE_UNSUPPORTED: {
    exit: 'found',
    meaning: 'The answer depends on a rule that the preview does not know in full.',
    cause:
      'The rule uses something that needs the manager itself: first-time-seen lists, GeoIP, file comparison, or a pattern beyond the preview’s.',
    cure: 'Ask a real manager for this event (wazuh-logtest), or leave the rule out of the preview.',
  },
  RULESET_REFUSED: {
    exit: 'found',
    meaning: 'Wazuh would not start with these rules.',
    cause: 'A rule, decoder or list has an error.',
    cure: 'Correct the place that is named; `rules lint` shows all findings at once.',
  },
  // — installer
  INSTALL_NOT_ROOT: {
    exit: 'refused',
    meaning: 'The command changes a Wazuh home and does not run as root.',
    cause: 'It was started by an ordinary user.',
    cure: 'Run it again with sudo.',
  },
  INSTALL_WAZUH_5: {
    exit: 'refused',
    meaning: 'A Wazuh 5 manager runs no command wodles and reads no XML rules.',
    cause: 'Wazuh 5 changed how managers collect and detect.',
    cure: 'Install on a Wazuh agent that reports to it: there the collector works; rules must be made in Wazuh 5 itself.',
  },
  INSTALL_WAZUH_TOO_OLD: {
    exit: 'refused',
    meaning: 'This Wazuh is older than the oldest that is supported.',
    cause: 'A release before 3.13.',
    cure: 'Upgrade Wazuh to 3.13 or later.',
  },
  INSTALL_CONF_UNREADABLE: {
    exit: 'refused',
    meaning: 'ossec.conf cannot be read safely, so it is not touched.',
    cause: 'It is malformed at the line that is named, or written in a way that Wazuh itself would refuse.',
    cure: 'Correct that line, check it with: wazuh-control restart (it validates first), then run this again.',
  },
  INSTALL_HOME_BROKEN: {
    exit: 'refused',
    meaning: 'Wazuh’s own check of its configuration fails before anything was changed.',
    cause: 'ossec.conf, a rule or a decoder was broken already.',
    cure: 'Correct what the daemons report; a restart would not have worked either.',
  },
  INSTALL_RULES_OFF: {
    exit: 'refused',
    meaning: 'This manager would not load the rules or decoders from etc/.',
    cause:
      'ossec.conf lacks <rule_dir>etc/rules</rule_dir> or <decoder_dir>etc/decoders</decoder_dir>, or excludes our files.',
    cure: 'Add the line that is named to the <ruleset> section that is there already; a second <ruleset> section would switch all other rules off.',
  },
  INSTALL_RULE_IDS_TAKEN: {
    exit: 'refused',
    meaning: 'Other rules use the ids of our rules.',
    cause: 'Custom rules in the same range, or the rule of the blog article still in local_rules.xml.',
    cure: 'Remove those rules, or move ours with --rule-base.',
  },
  INSTALL_RULES_IN_USE: {
    exit: 'refused',
    meaning: 'Other rules refer to ours, and without ours this manager would not start.',
    cause: 'Before 4.3 a rule whose parent is missing is fatal.',
    cure: 'Remove or change the rules that are named first.',
  },
  INSTALL_FILE_UNSAFE: {
    exit: 'refused',
    meaning: 'A file stands in the way that is not replaced blindly.',
    cause: 'A symbolic or hard link, a device, or a folder where a file belongs.',
    cure: 'Look at the path that is named and move it away.',
  },
  INSTALL_FILE_PROTECTED: {
    exit: 'refused',
    meaning: 'A file may not be changed, even by root. Nothing was changed.',
    cause: 'chattr +i, a read-only mount, or a security module.',
    cure: 'Lift the protection (lsattr, mount), or make the change by hand: --dry-run prints it.',
  },
  INSTALL_NO_SPACE: {
    exit: 'refused',
    meaning: 'There is no room for what is to be written. Nothing was changed.',
    cause: 'A full disk, or a quota.',
    cure: 'Make room (df -h, df -i), then run the command again. An installation takes about 130 MB.',
  },
  INSTALL_FILE_FAILED: {
    exit: 'refused',
    meaning: 'The file system failed in the middle of the command. Everything was taken back.',
    cause: 'A failing disk or network file system: see dmesg.',
    cure: 'Look after the disk first, then run the command again.',
  },
  INSTALL_LABEL_LOST: {
    exit: 'refused',
    meaning:
      'SELinux is enforcing, and a file that was to be replaced would have lost its context: Wazuh might not have been allowed to read it. Nothing was changed.',
    cause: 'chcon is missing or the policy does not let this session set that context.',
    cure: 'Run the command in an unconfined root shell (id -Z); try by hand: chcon --reference=FILE COPY.',
  },
  INSTALL_TAKE_OVER_BLIND: {
    exit: 'refused',
    meaning:
      'Taking over would leave a tenant that nobody collects: another collector of this ossec.conf has it, and what it signs in with cannot be read. Nothing was changed.',
    cause:
      'A section with several tenants of which only some are configured here, and an id or a secret file that is missing.',
    cure: 'Add that tenant first (o365-wazuh tenant add), or take it out of the section; then run the command again.',
  },
  INSTALL_FILE_CHANGED: {
    exit: 'refused',
    meaning: 'Someone else changed a file while the command ran. Their change stays.',
    cause: 'An editor, the dashboard, or a configuration management tool at the same moment.',
    cure: 'Run the command again.',
  },
  INSTALL_BUSY: {
    exit: 'refused',
    meaning: 'Another run is changing the same home.',
    cause: 'Two administrators, or a schedule.',
    cure: 'Wait until it has ended, then run the command again.',
  },
  INSTALL_PATH_UNUSABLE: {
    exit: 'refused',
    meaning: 'The home’s path cannot stand in a Wazuh command.',
    cause:
      'A blank, quote or other special character in it: Wazuh splits commands differently from version to version.',
    cure: 'Name the home by a path without such characters.',
  },
  INSTALL_PARTS_MISSING: {
    exit: 'refused',
    meaning: 'The package lacks a part that is to be installed.',
    cause: 'A checkout that was not built, an unsupported processor, or npm with --omit=optional.',
    cure: 'Install the package again without --omit=optional; from source run: npm run build',
  },
  INSTALL_NOT_INSTALLED: {
    exit: 'refused',
    meaning: 'o365-wazuh is not installed in this home.',
    cause: 'Another home is meant, or it was removed already.',
    cure: 'Name the home with --home, or run: o365-wazuh install',
  },
  INSTALL_INVALID: {
    exit: 'rolledBack',
    meaning: 'Wazuh’s own check refused the new files. Everything was taken back, nothing was restarted.',
    cause: 'A rule or option that this version of Wazuh does not take, or a clash with rules that are there.',
    cure: 'Read what the daemon reports; if it names a file of ours, please report it with the version of Wazuh.',
  },
  INSTALL_UNHEALTHY: {
    exit: 'rolledBack',
    meaning:
      'After the restart Wazuh did not come up as before. Everything was taken back and Wazuh restarted again.',
    cause: 'What the daemons wrote to logs/ossec.log.',
    cure: 'Look at the lines that are named, then run the command again, with --no-restart if need be.',
  },
  INSTALL_UNDO_FAILED: {
    exit: 'internal',
    meaning: 'A change failed and could not be taken back completely.',
    cause: 'A full disk or a file that was protected meanwhile.',
    cure: 'Remove the cause and run the command again: it first takes back what is left.',
  },
  INSTALL_JOURNAL_BROKEN: {
    exit: 'refused',
    meaning: 'The record of an unfinished run cannot be read.',
    cause: 'A later version wrote it, or the file was damaged.',
    cure: 'Run the version that wrote it; or compare *.o365old with the files beside them, then delete the journal.',
  },
  INSTALL_MANIFEST_BROKEN: {
    exit: 'refused',
    meaning: 'The record of what is installed cannot be read.',
    cause: 'A later version wrote it, or the file was damaged.',
    cure: 'Run the version that wrote it; or delete the file and run install again, which takes over what it finds unchanged.',
  },
  INSTALL_NEWER_THERE: {
    exit: 'refused',
    meaning: 'A later version is installed than the one that runs now. Nothing was changed.',
    cause: 'An old copy of the program: an npx cache, a bundle, a pinned version.',
    cure: 'Run the installed version or a later one: npx o365-wazuh@latest. To go back on purpose: o365-wazuh restore, or uninstall with the installed version first.',
  },
  INSTALL_BACKUP_BROKEN: {
    exit: 'refused',
    meaning: 'A backup cannot be read whole, so nothing of it is restored.',
    cause: 'The archive was cut or changed, or is none of ours.',
    cure: 'Choose another one: o365-wazuh restore --list',
  },
  INSTALL_CONFLICT: {
    exit: 'conflict',
    meaning: 'You and the new version changed the same rules. Your files stay as they are.',
    cause: 'Rules of ours that were edited in place.',
    cure: 'Compare your file with the one put aside, take over what you want, then run upgrade again.',
  },
  INSTALL_RULE_UNKNOWN: {
    exit: 'usage',
    meaning: 'What is named is no rule that o365-wazuh installed.',
    cause: 'A mistyped id, a rule of your own, or ids that were moved with --rule-base.',
    cure: 'Look at the installed ones: o365-wazuh rules status',
  },
  INSTALL_BACKUP_UNKNOWN: {
    exit: 'usage',
    meaning: 'There is no backup of that name.',
    cause: 'A misspelt id, or the backup was pruned: the last ten are kept.',
    cure: 'List them with: o365-wazuh restore --list',
  },
  // — dashboards
  DASHBOARD_UNREACHABLE: {
    exit: 'wazuh',
    meaning: 'The Wazuh dashboard does not answer.',
    cause: 'A wrong address, a service that is down, or a certificate that is not trusted.',
    cure: 'Check --url, and that the dashboard runs: systemctl status wazuh-dashboard',
  },
  DASHBOARD_CLEARTEXT: {
    exit: 'usage',
    meaning: 'The password would travel over the network unencrypted.',
    cause: 'An http address of another machine.',
    cure: 'Use the https address; if the way there is safe, add --insecure-http.',
  },
  DASHBOARD_LOGIN_REFUSED: {
    exit: 'wazuh',
    meaning: 'The Wazuh dashboard does not accept the user, or not for this.',
    cause: 'A wrong password, or a user who may not write saved objects.',
    cure: 'Use a user who may save dashboards, for example admin.',
  },
  DASHBOARD_ANSWER_UNEXPECTED: {
    exit: 'wazuh',
    meaning: 'The Wazuh dashboard answered in a way that is not in its protocol.',
    cause: 'An address of something else, a proxy in between, or a missing base path.',
    cure: 'Give the address that you open in the browser, with its path if it has one, up to and without /app.',
  },
  DASHBOARD_VERSION: {
    exit: 'refused',
    meaning: 'The dashboards do not fit this version of the Wazuh dashboard.',
    cause: 'Wazuh 5 (OpenSearch Dashboards 3), or a Kibana before 7.10 or from 8 on.',
    cure: 'They fit Wazuh 4.3 to 4.14, and Kibana 7.10 to 7.17.',
  },
  DASHBOARD_NO_INDEX_PATTERN: {
    exit: 'refused',
    meaning: 'There is no index pattern of Wazuh’s alerts that the dashboards could use.',
    cause: 'The Wazuh dashboard was never opened: it makes the pattern at its first start.',
    cure: 'Open the Wazuh dashboard once in the browser, then try again.',
  },
  DASHBOARD_IMPORT_REFUSED: {
    exit: 'refused',
    meaning: 'The Wazuh dashboard did not take the saved objects. Nothing was written.',
    cause: 'A conflict with other objects, or an index pattern that was deleted meanwhile.',
    cure: 'Resolve what is named, then run the import again.',
  },
  // — report
  REPORT_UNREADABLE: {
    exit: 'usage',
    meaning: 'A file of alerts cannot be read.',
    cause: 'It is not there, or the command runs as a user who may not read it.',
    cure: 'Check --alerts; Wazuh’s alerts can be read as root.',
  },
  REPORT_UNWRITABLE: {
    exit: 'usage',
    meaning: 'The report cannot be written.',
    cause: 'The folder is not there, full, or not writable.',
    cure: 'Name another file with --out.',
  },
  // — simulator
  DEMO_FAILED: {
    exit: 'internal',
    meaning: 'A step of the demo did not do what it should.',
    cause: 'A defect, or a machine that lacks something the message names.',
    cure: 'Read what the failing program printed.',
  },
  SIMULATOR_PORT_TAKEN: {
    exit: 'usage',
    meaning: 'The simulator cannot listen on its port.',
    cause: 'Another program, perhaps another simulator, has it.',
    cure: 'Choose another with --port; 0 takes any free one.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_TABLE;
