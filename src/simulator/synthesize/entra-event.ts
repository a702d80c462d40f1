import type { AuditEvent, Json } from '../../events/audit-event.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';
import { userAgent } from './texts.ts';

/** One entry of `ModifiedProperties`: name, new value, old value. Texts, as Microsoft writes them. */
export type Change = readonly [name: string, newValue: string, oldValue?: string];

/** What a directory operation was done to. */
export type EntraTarget =
  'User' | 'Group' | 'ServicePrincipal' | 'Application' | 'Device' | 'Policy' | 'Company' | 'Domain';

/** A value as Entra prints a changed attribute: a JSON list, indented, with Windows line ends. */
export function listed(value: Json): string {
  return JSON.stringify([value], null, 2).replaceAll('\n', '\r\n');
}

/** A recipe for one directory operation (record type 8). */
export function entraOperation(
  operation: string,
  target: EntraTarget,
  changes: (draw: Draw) => readonly Change[] = () => [],
  weight = 2,
): Recipe {
  return {
    operation,
    workload: 'AzureActiveDirectory',
    recordType: 8,
    contentType: 'Audit.AzureActiveDirectory',
    weight,
    fields: draw => directoryChange(draw, target, changes(draw)),
  };
}

function directoryChange(draw: Draw, target: EntraTarget, changes: readonly Change[]): AuditEvent {
  const details = draw.rng.chance(0.7) ? JSON.stringify({ 'User-Agent': userAgent(draw.rng) }) : '{}';
  const { objectId, entries } = targetOf(draw, target);
  return {
    ResultStatus: draw.rng.chance(0.95) ? 'Success' : 'Failure',
    ...actorOf(draw),
    ObjectId: objectId,
    AzureActiveDirectoryEventType: 1,
    ExtendedProperties: [
      { Name: 'additionalDetails', Value: details },
      { Name: 'extendedAuditEventCategory', Value: target },
    ],
    ModifiedProperties: [
      ...changes.map(([Name, NewValue, OldValue = '']): Json => ({ Name, NewValue, OldValue })),
      {
        Name: 'Included Updated Properties',
        NewValue: changes.map(change => change[0]).join(', '),
        OldValue: '',
      },
    ],
    ActorContextId: draw.tenant.tenantId,
    InterSystemsId: draw.guid(),
    IntraSystemId: draw.guid(),
    SupportTicketId: '',
    Target: entries,
    TargetContextId: draw.tenant.tenantId,
  };
}

/** Mostly an administrator; sometimes an application, and Microsoft's own services signing with a certificate. */
function actorOf(draw: Draw): AuditEvent {
  const kind = draw.rng.next();
  if (kind < 0.8) {
    return {
      UserKey: `${draw.user.puid}@${draw.tenant.domain}`,
      UserType: 0,
      UserId: draw.user.upn,
      Actor: [
        { ID: draw.user.upn, Type: 5 },
        { ID: draw.user.puid, Type: 3 },
        { ID: `User_${draw.user.objectId}`, Type: 2 },
        { ID: draw.user.objectId, Type: 2 },
        { ID: 'User', Type: 2 },
      ],
    };
  }
  const service = draw.guid();
  return {
    UserKey: 'Not Available',
    UserType: 4,
    UserId: kind < 0.95 ? `ServicePrincipal_${service}` : 'Certificate',
    Actor: [
      { ID: draw.rng.pick(['Contoso Provisioning', 'Azure MFA StrongAuthenticationService']), Type: 1 },
      { ID: service, Type: 2 },
      { ID: `ServicePrincipal_${service}`, Type: 2 },
      { ID: 'ServicePrincipal', Type: 2 },
    ],
  };
}

function targetOf(draw: Draw, target: EntraTarget): { objectId: string; entries: Json[] } {
  if (target === 'User') {
    const entries = named(target, draw.other.objectId, { ID: draw.other.upn, Type: 5 });
    return { objectId: draw.other.upn, entries: [...entries, { ID: draw.other.puid, Type: 3 }] };
  }
  if (target === 'Company') {
    const { tenantId, name } = draw.tenant;
    return { objectId: `Company_${tenantId}`, entries: named(target, tenantId, { ID: name, Type: 1 }) };
  }
  const object = draw.guid();
  const title = draw.rng.pick([
    'Payroll Connector',
    'Data Sync',
    'Reporting',
    'Field Service',
    'Block legacy sign-in',
  ]);
  if (target === 'ServicePrincipal') {
    const app = draw.guid();
    const entries = named(target, object, { ID: title, Type: 1 });
    return { objectId: app, entries: [...entries, { ID: app, Type: 2 }, { ID: app, Type: 4 }] };
  }
  return { objectId: `${target}_${object}`, entries: named(target, object, { ID: title, Type: 1 }) };
}

function named(kind: string, object: string, name: Json): Json[] {
  return [{ ID: `${kind}_${object}`, Type: 2 }, { ID: object, Type: 2 }, { ID: kind, Type: 2 }, name];
}
