import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanOssecConf } from '../../../src/wazuh/ossec-conf-scan.ts';

function withCluster(inner: string): string {
  return `<ossec_config>\n<cluster>\n${inner}\n</cluster>\n</ossec_config>`;
}

describe('scanOssecConf', () => {
  it('finds nothing in an empty text and falls back to Wazuh’s defaults', () => {
    expect(scanOssecConf('')).toEqual({
      isAgent: false,
      cluster: undefined,
      agentBuffer: { events: 5_000, eventsPerSecond: 500 },
    });
  });

  it('tells the role in a cluster', () => {
    expect(
      scanOssecConf(withCluster('<node_type>worker</node_type><node_name>w1</node_name>')).cluster,
    ).toEqual({
      enabled: true,
      nodeType: 'worker',
      nodeName: 'w1',
    });
    expect(scanOssecConf(withCluster('<node_type>client</node_type>')).cluster?.nodeType).toBe('worker');
    expect(scanOssecConf(withCluster('<disabled>yes</disabled>')).cluster).toMatchObject({
      enabled: false,
      nodeType: 'master',
    });
  });

  it('lets the last of several blocks win', () => {
    const conf =
      '<cluster><node_type>worker</node_type></cluster><cluster><node_type>master</node_type></cluster>';
    expect(scanOssecConf(conf).cluster?.nodeType).toBe('master');
  });

  it('does not look into comments, in this dialect’s own way of ending them', () => {
    const conf =
      '<!-- <cluster><node_type>worker</node_type></cluster> --><! a !><client><server><address>192.0.2.1</address></server></client>';
    expect(scanOssecConf(conf)).toMatchObject({ cluster: undefined, isAgent: true });
  });

  it('reads the agent’s buffer, and its default where the value is no number', () => {
    const conf =
      '<client_buffer><queue_size>1000</queue_size><events_per_second>fast</events_per_second></client_buffer>';
    expect(scanOssecConf(conf).agentBuffer).toEqual({ events: 1_000, eventsPerSecond: 500 });
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      '<cluster>',
      '</cluster>',
      '<!--',
      '-->',
      '<client ',
      '>',
      '<node_type>',
      '&',
      '\\<',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), pieces => {
        expect(scanOssecConf(pieces.join('')).agentBuffer.events).toBeGreaterThan(0);
      }),
    );
  });
});
