import type { AuditEvent, Json } from '../../events/audit-event.ts';
import { bareAddress } from './addresses.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';
import { fileName } from './texts.ts';

/** One exchange with Copilot; now and then a jailbreak attempt, or an instruction hidden in a document (XPIA). */
function interaction(draw: Draw): AuditEvent {
  const { rng } = draw;
  const resources = Array.from({ length: rng.int(0, 3) }, (): Json => {
    const file = fileName(rng);
    return {
      Action: 'Read',
      ID: draw.guid(),
      Name: file.name,
      SiteUrl: `https://${draw.tenant.name}.sharepoint.example/sites/Finance/${file.name}`,
      Type: file.extension,
      XPIADetected: rng.chance(0.1),
      ...(rng.chance(0.3) ? { SensitivityLabelId: draw.guid() } : {}),
    };
  });
  return {
    UserKey: draw.user.objectId,
    UserType: 0,
    ClientIP: bareAddress(draw),
    UserId: draw.user.upn,
    ClientRegion: 'eur',
    AppIdentity: 'Copilot.MicrosoftCopilot.Microsoft365Chat',
    CopilotLogVersion: '1.0.0.0',
    CopilotEventData: {
      AISystemPlugin: rng.chance(0.3) ? [{ Id: 'BingWebSearch', Name: 'BuiltIn' }] : [],
      AccessedResources: resources,
      AppHost: rng.pick(['Word', 'Teams', 'Office', 'BizChat', 'Excel']),
      Contexts: [
        {
          Id: `https://${draw.tenant.name}.sharepoint.example/sites/Finance/Doc.aspx?sourcedoc=${draw.guid()}`,
          Type: 'docx',
        },
      ],
      MessageIds: [],
      Messages: [
        { Id: `17151875${draw.digits}`, isPrompt: true, JailbreakDetected: rng.chance(0.1) },
        { Id: `17151876${draw.digits}`, isPrompt: false },
      ],
      ModelTransparencyDetails: [{ ModelName: 'DEEP_LEO' }],
      ThreadId: `19:${rng.hex(32)}@thread.v2`,
    },
  };
}

function plugin(draw: Draw): AuditEvent {
  return {
    ResultStatus: 'Success',
    UserKey: draw.user.objectId,
    UserType: 2,
    ClientIP: bareAddress(draw),
    UserId: draw.user.upn,
    ObjectId: draw.guid(),
    ResourceTitle: 'Invoice lookup',
  };
}

const copilot = { workload: 'Copilot', contentType: 'Audit.General' } as const;

/** Microsoft 365 Copilot. */
export const COPILOT: readonly Recipe[] = [
  { ...copilot, operation: 'CopilotInteraction', recordType: 261, weight: 10, fields: interaction },
  { ...copilot, operation: 'CreateCopilotPlugin', recordType: 310, weight: 1, fields: plugin },
  { ...copilot, operation: 'EnableCopilotPlugin', recordType: 313, weight: 1, fields: plugin },
];
