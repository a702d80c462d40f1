import { describe, expect, it } from 'vitest';
import type { AuditEvent, Json } from '../../../../src/events/audit-event.ts';
import { Rng } from '../../../../src/simulator/rng.ts';
import { SLOT_MARK } from '../../../../src/simulator/synthesize/draw.ts';
import { RECIPES, SYNTHETIC_OPERATIONS } from '../../../../src/simulator/synthesize/recipes.ts';
import { sampleEvent } from '../../../../src/simulator/synthesize/sample-event.ts';

/** Twenty of each, so that the choices within a recipe are seen. */
function samplesOf(operation: string, count = 20): AuditEvent[] {
  const rng = new Rng('samples', operation);
  return Array.from({ length: count }, () => sampleEvent(operation, rng));
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('every synthetic operation', () => {
  it('is known by its name, and there are more than 200', () => {
    expect(SYNTHETIC_OPERATIONS.length).toBeGreaterThan(200);
    expect(new Set(SYNTHETIC_OPERATIONS).size).toBe(SYNTHETIC_OPERATIONS.length);
  });

  it.each(SYNTHETIC_OPERATIONS)('%s has the common fields in Microsoft’s forms', operation => {
    for (const event of samplesOf(operation)) {
      expect(event['Operation']).toBe(operation);
      expect(event['Id']).toMatch(GUID);
      expect(event['OrganizationId']).toMatch(GUID);
      expect(event['CreationTime']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
      expect(Number.isInteger(event['RecordType'])).toBe(true);
      expect(event['Version']).toBe(1);
      expect(typeof event['UserId']).toBe('string');
      expect(typeof event['UserKey']).toBe('string');
      expect([0, 2, 3, 4, 5, 10]).toContain(event['UserType']);
      expect(typeof event['Workload']).toBe('string');
    }
  });

  it('leaves no slot open and names nobody outside the example domains', () => {
    const text = JSON.stringify(SYNTHETIC_OPERATIONS.map(operation => samplesOf(operation, 3)));
    const mailDomains = [...text.matchAll(/[\w.-]+@(?<domain>[\w-]+(?:\.[\w-]+)+)/g)].map(
      m => m.groups?.['domain'],
    );
    const outside = mailDomains.filter(
      domain => domain !== undefined && !/\.example$|^live\.com$|^thread\.|^unq\.gbl/.test(domain),
    );

    expect(text).not.toContain(SLOT_MARK);
    expect(text).not.toMatch(/undefined|\[object /);
    expect(outside).toEqual([]);
  });

  it('is the same for the same state of the stream', () => {
    expect(sampleEvent('New-InboxRule', new Rng(3))).toEqual(sampleEvent('New-InboxRule', new Rng(3)));
    expect(sampleEvent('New-InboxRule', new Rng(3))).not.toEqual(sampleEvent('New-InboxRule', new Rng(4)));
  });

  it('can be asked for by workload', () => {
    expect(sampleEvent('FileAccessed', new Rng(3), 'OneDrive')['Workload']).toBe('OneDrive');
    expect(() => sampleEvent('FileAccessed', new Rng(3), 'Exchange')).toThrow(RangeError);
    expect(() => sampleEvent('NoSuchOperation', new Rng(3))).toThrow('"NoSuchOperation"');
  });
});

describe('the spellings on the wire', () => {
  it.each([
    'Add user.',
    'Add member to role.',
    'Update application – Certificates and secrets management ',
    'Set Company Information.',
    'DLPRuleMatch',
    'DlpRuleMatch',
    'Set-MailboxAuditBypassAssociation',
    'COMPLIANCEMANAGER-SCORECHANGE',
  ])('have %j', operation => {
    expect(SYNTHETIC_OPERATIONS).toContain(operation);
  });

  it('have every workload in a content type that it arrives in', () => {
    const homes: Record<string, readonly string[]> = {
      'Audit.AzureActiveDirectory': ['AzureActiveDirectory'],
      'Audit.SharePoint': ['SharePoint', 'OneDrive'],
      'DLP.All': ['Exchange', 'SharePoint', 'OneDrive'],
    };
    const strangers = RECIPES.filter(
      recipe => homes[recipe.contentType]?.includes(recipe.workload) === false,
    );

    expect(strangers).toEqual([]);
    expect(
      RECIPES.filter(recipe => recipe.contentType === 'Audit.Exchange').every(r => r.workload === 'Exchange'),
    ).toBe(true);
  });
});

function namesIn(list: Json | undefined): Json[] {
  return Array.isArray(list) ? list.map(entry => (entry as Record<string, Json>)['Name'] ?? null) : [];
}

describe('the fields that detections read', () => {
  it('tell a failed sign-in by number and name', () => {
    for (const event of samplesOf('UserLoginFailed')) {
      expect(event['ErrorNumber']).toMatch(/^\d{5,6}$/);
      expect(event['LogonError']).toMatch(/^[A-Z]\w+$/);
      expect(namesIn(event['ExtendedProperties'])).toEqual(
        expect.arrayContaining(['ResultStatusDetail', 'UserAgent', 'RequestType']),
      );
    }
  });

  it('have inbox rules that forward, redirect, delete and hide', () => {
    const names = new Set(samplesOf('New-InboxRule', 100).flatMap(event => namesIn(event['Parameters'])));

    for (const name of [
      'ForwardTo',
      'RedirectTo',
      'ForwardAsAttachmentTo',
      'DeleteMessage',
      'MoveToFolder',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('have mailbox access by bind and by sync', () => {
    const types = new Set(samplesOf('MailItemsAccessed', 60).map(event => event['RecordType']));
    const bind = samplesOf('MailItemsAccessed', 60).find(event => event['RecordType'] === 50);

    expect(types).toEqual(new Set([2, 50]));
    expect(bind?.['Folders']).toBeDefined();
  });

  it('have detected values in DLP events, of nobody', () => {
    for (const event of samplesOf('DlpRuleMatch')) {
      expect(JSON.stringify(event['PolicyDetails'])).toContain('"DetectedValues":[{"Name":');
      expect(event['SensitiveInfoDetectionIsIncluded']).toBe(true);
    }
  });

  it('have a Copilot jailbreak and a chat with a foreign help desk among others', () => {
    expect(JSON.stringify(samplesOf('CopilotInteraction', 100))).toContain('"JailbreakDetected":true');
    expect(JSON.stringify(samplesOf('ChatCreated', 20))).toContain('"HasForeignTenantUsers":true');
  });
});
