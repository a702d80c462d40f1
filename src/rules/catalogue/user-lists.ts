/* What the examples below stand for, so that the samples meet them. */
export const BREAK_GLASS = 'breakglass1@contoso.example';
export const DEPARTED = 'gone@contoso.example';
export const VIP = 'ceo@contoso.example';
export const ALLOWED_APP = '00000000-1111-2222-3333-444444444444';
export const TRUSTED_ADDRESS = '192.0.2.77';

/** A list of the user's own, as it is delivered: empty but for its explanation in the documentation. */
interface UserList {
  /** File name below `etc/lists/`. */
  readonly name: string;
  readonly about: string;
  readonly example: string;
}

/** Lists that the rules of the lists file look up. Empty lists change nothing: none of these rules fires without an entry. */
export const USER_LISTS: readonly UserList[] = [
  {
    name: 'o365-break-glass',
    about: 'Emergency accounts: any activity is an alarm.',
    example: `${BREAK_GLASS}:`,
  },
  {
    name: 'o365-departed-users',
    about: 'Accounts of people who left: any activity is an alarm.',
    example: `${DEPARTED}:`,
  },
  {
    name: 'o365-vip-users',
    about: 'People whose mailboxes matter most: some alerts about them are raised.',
    example: `${VIP}:`,
  },
  {
    name: 'o365-allowed-apps',
    about: 'Application ids that may get consents: these alerts are lowered.',
    example: `${ALLOWED_APP}:`,
  },
  {
    name: 'o365-trusted-networks',
    about:
      'Addresses of yours, whole or by dotted prefix: failed sign-ins from there are lowered and not counted.',
    example: '192.0.2.:',
  },
];
