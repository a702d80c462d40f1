import type { AuditEvent } from '../../events/audit-event.ts';
import { bareAddress } from './addresses.ts';
import type { Draw } from './draw.ts';
import { userAgent } from './texts.ts';

export type SharePointWorkload = 'SharePoint' | 'OneDrive';

/** The root of a site: a team site for SharePoint, the user's own for OneDrive. */
export function siteUrl(draw: Draw, workload: SharePointWorkload): string {
  const { name } = draw.tenant;
  if (workload === 'OneDrive')
    return `https://${name}-my.sharepoint.example/personal/${draw.user.puidLower}/`;
  return `https://${name}.sharepoint.example/sites/${draw.rng.pick(['Finance', 'Projects', 'HR', 'Öffentlich'])}/`;
}

/** What all events of SharePoint and OneDrive share. */
export function siteAction(draw: Draw, itemType: string): AuditEvent {
  const { rng } = draw;
  const correlation = draw.guid();
  return {
    ...siteActor(draw),
    ClientIP: bareAddress(draw),
    AppAccessContext: {
      AADSessionId: draw.guid(),
      CorrelationId: correlation,
      UniqueTokenId: `simulated_${rng.hex(12)}`,
      ...(rng.chance(0.3) ? { ClientAppName: 'Contoso Sync', ClientAppId: draw.guid() } : {}),
    },
    CorrelationId: correlation,
    EventSource: 'SharePoint',
    ItemType: itemType,
    AuthenticationType: rng.pick(['FormsCookieAuth', 'OAuth']),
    BrowserName: rng.pick(['Edge', 'Chrome', '']),
    BrowserVersion: rng.pick(['126.0.0.0', '']),
    GeoLocation: 'EUR',
    IsManagedDevice: rng.chance(0.5),
    Platform: rng.pick(['WinDesktop', 'MacOSX', 'iOS', 'Service']),
    Site: draw.guid(),
    UserAgent: userAgent(rng),
    WebId: draw.guid(),
    DeviceDisplayName: draw.ipv4,
  };
}

/** Users, guests, apps and Microsoft's operators, in the spellings of SharePoint's claims. */
function siteActor(draw: Draw): AuditEvent {
  const kind = draw.rng.next();
  if (kind < 0.88) {
    const UserId = draw.rng.pick([draw.user.upn, draw.user.upn, draw.user.upnMixed]);
    return { UserKey: `i:0h.f|membership|${draw.user.puidLower}@live.com`, UserType: 0, UserId };
  }
  if (kind < 0.93) {
    const UserId = `urn:spo:guest#visitor${draw.digits}@partner.example`;
    return { UserKey: `i:0#.f|membership|visitor${draw.digits}@partner.example`, UserType: 10, UserId };
  }
  if (kind < 0.98) {
    const UserKey = '00000003-0000-0ff1-ce00-000000000000';
    return { UserKey: `i:0i.t|${UserKey}|app@sharepoint`, UserType: 5, UserId: 'app@sharepoint' };
  }
  return { UserKey: 'S-1-0-0', UserType: 4, UserId: 'Microsoft\\ServiceOperator' };
}
