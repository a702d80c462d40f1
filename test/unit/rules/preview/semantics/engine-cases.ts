/*
 * Cases for each thing that a rule can say, run on a real analysisd 4.14.7 once; its answers are in answers.json. Rules are `100100` (any
 * event with an `o` in it) and what the case hangs below it.
 */

export interface Step {
  readonly event: string;
  readonly location?: string;
}

export interface EngineCase {
  readonly name: string;
  /** Rule files by name. */
  readonly rules: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** The lists that rules of the cases name. */
export const LISTS = {
  'etc/lists/keys': 'alpha:one\nBeta:two\n"with:colon":three\nempty:\n198.51.100.10:addr\n',
  'etc/lists/nets': '198.51.100.:net\n203.0.113.7:host\n2001:db8::1:six\n10.:ten\n',
};

/** Every case, in the order of the answers. */
export function engineCases(): readonly EngineCase[] {
  const base =
    '<rule id="100100" level="3"><decoded_as>json</decoded_as><description>base</description></rule>';
  const R = (inner: string, more: Record<string, string> = {}) => ({
    'r.xml': `<group name="t,">${base}${inner}</group>`,
    ...more,
  });
  const child = (id: number, level: number, body: string, attrs = '') =>
    `<rule id="${id}" level="${level}"${attrs ? ' ' + attrs : ''}>${body.includes('if_') ? '' : '<if_sid>100100</if_sid>'}${body}<description>r${id} $(o.a) $(o.missing) $(srcip)</description></rule>`;
  const ev = (o: object) => ({ event: JSON.stringify(o) });
  const cases: EngineCase[] = [];
  const add = (name: string, rules: Record<string, string>, steps: readonly Step[]) => {
    cases.push({ name, rules, steps });
  };
  // user
  for (const body of [
    '<user>^ada$</user>',
    '<user negate="yes">ada</user>',
    '<user>ada|bob</user>',
    '<user type="pcre2">(?i)^ADA$</user>',
    '<user>!ada</user>',
  ])
    add('user ' + body, R(child(100101, 5, body)), [
      ev({ o: { a: 1 }, srcuser: 'ada' }),
      ev({ o: { a: 1 }, dstuser: 'ada' }),
      ev({ o: { a: 1 }, srcuser: 'zed', dstuser: 'ada' }),
      ev({ o: { a: 1 }, user: 'ada' }),
      ev({ o: { a: 1 } }),
      ev({ o: { a: 1 }, dstuser: 'ADA' }),
    ]);
  // srcip
  for (const body of [
    '<srcip>198.51.100.0/24</srcip>',
    '<srcip negate="yes">198.51.100.0/24</srcip>',
    '<srcip>!198.51.100.0/24</srcip>',
    '<srcip>2001:db8::/32</srcip>',
    '<srcip>2001:DB8::1</srcip>',
    '<srcip>::1</srcip>',
    '<srcip>any</srcip>',
    '<srcip>10.0.0.0/255.0.0.0</srcip>',
    '<srcip>0.0.0.0/0</srcip>',
    '<srcip>198.51.100.10</srcip><srcip>203.0.113.0/28</srcip>',
    '<dstip>198.51.100.10/32</dstip>',
    '<srcip>::ffff:198.51.100.10</srcip>',
    '<srcip negate="yes">2001:db8::/32</srcip>',
    '<srcip>fe80::/10</srcip>',
    '<srcip>::/0</srcip>',
    '<srcip>198.51.100.</srcip>',
    '<srcip>notanip</srcip>',
    '<srcip>198.51.100.0/33</srcip>',
    '<srcip>2001:db8::/64</srcip>',
  ])
    add(
      'ip ' + body,
      R(child(100101, 5, body)),
      [
        '198.51.100.10',
        '198.51.101.10',
        '203.0.113.5',
        '2001:db8::1',
        '2001:0db8:0:0::1',
        '2001:db9::1',
        '::1',
        '::ffff:198.51.100.10',
        'fe80::1',
        '10.1.2.3',
        'x',
        '198.51.100.10:443',
        '',
        '0.0.0.0',
        'fe80::1%eth0',
      ].map(s => ev({ o: { a: 1 }, srcip: s, dstip: s })),
    );
  // lists
  for (const l of ['match_key', 'not_match_key', 'address_match_key', 'not_address_match_key'])
    for (const [list, field] of [
      ['keys', 'o.a'],
      ['nets', 'srcip'],
      ['keys', 'user'],
      ['nets', 'o.a'],
      ['keys', 'srcip'],
      ['keys', 'O.A'],
    ])
      add(
        `list ${l} ${list} ${field}`,
        R(child(100101, 5, `<list field="${field}" lookup="${l}">etc/lists/${list}</list>`)),
        [
          ...[
            'alpha',
            'ALPHA',
            'Beta',
            'with:colon',
            'empty',
            'nope',
            '198.51.100.10',
            '198.51.100.11',
            '203.0.113.7',
            '203.0.113.8',
            '2001:db8::1',
            '10.9.9.9',
            '198.51.100.',
            '',
          ],
        ]
          .map(s => ev({ o: { a: s }, srcip: s, srcuser: s }))
          .concat([ev({ o: { b: 1 } })]),
      );
  for (const l of ['match_key_value', 'address_match_key_value'])
    for (const v of ['one', '^two$', 'net|six', ''])
      for (const [list, field] of [
        ['keys', 'o.a'],
        ['nets', 'srcip'],
      ])
        add(
          `list ${l} ${v} ${list}`,
          R(
            child(
              100101,
              5,
              `<list field="${field}" lookup="${l}" check_value="${v}">etc/lists/${list}</list>`,
            ),
          ),
          ['alpha', 'Beta', 'empty', 'nope', '198.51.100.10', '2001:db8::1'].map(s =>
            ev({ o: { a: s }, srcip: s }),
          ),
        );
  add(
    'two lists',
    R(
      child(
        100101,
        5,
        '<list field="o.a" lookup="match_key">etc/lists/keys</list><list field="srcip" lookup="address_match_key">etc/lists/nets</list>',
      ),
    ),
    [
      ev({ o: { a: 'alpha' }, srcip: '198.51.100.1' }),
      ev({ o: { a: 'alpha' }, srcip: '9.9.9.9' }),
      ev({ o: { a: 'x' }, srcip: '198.51.100.1' }),
    ],
  );
  add(
    'three lists',
    R(
      child(
        100101,
        5,
        '<list field="o.a" lookup="match_key">etc/lists/keys</list><list field="srcip" lookup="address_match_key">etc/lists/nets</list><list field="o.b" lookup="match_key">etc/lists/keys</list>',
      ),
    ),
    [
      ev({ o: { a: 'alpha', b: 'Beta' }, srcip: '198.51.100.1' }),
      ev({ o: { a: 'nope', b: 'Beta' }, srcip: '198.51.100.1' }),
      ev({ o: { a: 'alpha', b: 'no' }, srcip: '198.51.100.1' }),
      ev({ o: { a: 'alpha', b: 'Beta' }, srcip: '9.9.9.9' }),
    ],
  );
  add('list missing', R(child(100101, 5, '<list field="o.a" lookup="match_key">etc/lists/none</list>')), [
    ev({ o: { a: 'alpha' } }),
  ]);
  add('list without path', R(child(100101, 5, '<list field="o.a" lookup="match_key">keys</list>')), [
    ev({ o: { a: 'alpha' } }),
  ]);
  add(
    'list cdb suffix',
    R(child(100101, 5, '<list field="o.a" lookup="match_key">etc/lists/keys.cdb</list>')),
    [ev({ o: { a: 'alpha' } })],
  );
  // statics
  for (const tag of [
    'id',
    'url',
    'data',
    'extra_data',
    'status',
    'action',
    'protocol',
    'system_name',
    'srcport',
    'dstport',
  ])
    for (const [p, attrs] of [
      ['^abc$', ''],
      ['abc', ''],
      ['abc', 'negate="yes"'],
      ['^AB.', 'type="pcre2"'],
      ['\\w+', 'type="osregex"'],
      ['a|x', ''],
      ['!abc', ''],
    ]) {
      const key = tag === 'system_name' ? 'systemname' : tag;
      add(
        `static ${tag} ${p} ${attrs}`,
        R(child(100101, 5, `<${tag} ${attrs}>${p}</${tag}>`)),
        ['abc', 'ABC', 'xabcx', '', '123']
          .map(s => ev({ o: { a: 1 }, [key]: s }))
          .concat([ev({ o: { a: 1 } }), ev({ o: { a: 1 }, [key]: 12 })]),
      );
    }
  // location, hostname, program_name
  for (const [tag, p] of [
    ['location', '^office_365$'],
    ['location', 'office'],
    ['location', '->office_365$'],
    ['hostname', 'agent'],
    ['hostname', '^agent1$'],
    ['program_name', 'prog'],
    ['location', 'OFFICE'],
    ['location', '^(agent1)'],
  ] as const)
    add(`${tag} ${p}`, R(child(100101, 5, `<${tag}>${p}</${tag}>`)), [
      { event: '{"o":{"a":1}}', location: 'office_365' },
      { event: '{"o":{"a":1}}', location: '(agent1) any->office_365' },
      { event: '{"o":{"a":1}}', location: '[001] (agent1) 10.0.0.1->office_365' },
      { event: '{"o":{"a":1}}', location: 'command_office_365' },
      { event: '{"o":{"a":1}}', location: 'Office_365' },
    ]);
  // groups order, if_level, if_group
  add(
    'order by level',
    R(
      child(100101, 5, '<field name="o.a">x</field>') +
        child(100102, 9, '<field name="o.a">x</field>') +
        child(100103, 0, '<field name="o.b">z</field>') +
        child(100104, 9, '<field name="o.a">x</field>'),
    ),
    [ev({ o: { a: 'x' } }), ev({ o: { a: 'x', b: 'z' } })],
  );
  add(
    'if_level',
    R(
      child(100101, 7, '<field name="o.a">x</field>') +
        `<rule id="100102" level="9"><if_level>7</if_level><field name="o.b">y</field><description>lvl</description></rule><rule id="100103" level="4"><if_level>3</if_level><field name="o.c">y</field><description>lvl3</description></rule>`,
    ),
    [
      ev({ o: { a: 'x', b: 'y' } }),
      ev({ o: { a: 'x' } }),
      ev({ o: { b: 'y' } }),
      ev({ o: { a: 'x', c: 'y' } }),
      ev({ o: { c: 'y' } }),
    ],
  );
  add(
    'if_group',
    R(
      child(100101, 7, '<field name="o.a">x</field><group>grp_one,</group>') +
        `<rule id="100102" level="9"><if_group>grp_one</if_group><field name="o.b">y</field><description>g</description></rule><rule id="100103" level="9"><if_group>nogroup</if_group><description>g</description></rule>`,
    ),
    [ev({ o: { a: 'x', b: 'y' } }), ev({ o: { a: 'x' } })],
  );
  // noalert, options
  add(
    'noalert',
    R(
      child(100101, 7, '<field name="o.a">x</field>', 'noalert="1"') +
        child(100102, 6, '<if_sid>100101</if_sid><field name="o.b">y</field>') +
        child(100103, 5, '<field name="o.a">x</field>'),
    ),
    [ev({ o: { a: 'x' } }), ev({ o: { a: 'x', b: 'y' } })],
  );
  for (const o of [
    'no_log',
    'log_alert',
    'no_counter',
    'no_full_log',
    'alert_by_email',
    'no_email_alert',
    'no_ar',
  ])
    add(
      'option ' + o,
      R(
        child(100101, 5, `<field name="o.a">x</field><options>${o}</options>`) +
          child(100102, 2, `<field name="o.a">y</field><options>${o}</options>`),
      ),
      [ev({ o: { a: 'x' } }), ev({ o: { a: 'x' } }), ev({ o: { a: 'y' } })],
    );
  // levels
  for (const lv of [0, 1, 2, 3, 15, 16])
    add('level ' + lv, R(child(100101, lv, '<field name="o.a">x</field>')), [ev({ o: { a: 'x' } })]);
  add('level 17', R(child(100101, 17, '<field name="o.a">x</field>')), [ev({ o: { a: 'x' } })]);
  add(
    'accuracy',
    R(
      child(100101, 7, '<field name="o.a">x</field>', 'accuracy="0"') +
        child(100102, 3, '<field name="o.a">x</field>'),
    ),
    [ev({ o: { a: 'x' } })],
  );
  add('maxsize', R(child(100101, 7, '<field name="o.a">x</field>', 'maxsize="60"')), [
    ev({ o: { a: 'x' } }),
    ev({ o: { a: 'x', b: 'y'.repeat(60) } }),
  ]);
  // time
  for (const t of [
    '0:00 - 23:59',
    '6 pm - 8:30 am',
    '!00:00 - 23:59',
    '12 am - 11:59 pm',
    '25:00 - 3',
    '8 - 18',
  ])
    add('time ' + t, R(child(100101, 7, `<field name="o.a">x</field><time>${t}</time>`)), [
      ev({ o: { a: 'x' } }),
    ]);
  for (const t of [
    'weekdays',
    'weekends',
    'monday,tuesday',
    '!monday',
    'mon tue',
    'MONDAY',
    'tues',
    'wednesday, thursday',
    '',
  ])
    add('day ' + t, R(child(100101, 7, `<field name="o.a">x</field><weekday>${t}</weekday>`)), [
      ev({ o: { a: 'x' } }),
    ]);
  // overwrite semantics
  const ow = (body: string, level = 9, attrs = '') => ({
    'zz.xml': `<group name="ow,"><rule id="100101" level="${level}" overwrite="yes" ${attrs}>${body}<description>over $(o.a)</description></rule></group>`,
  });
  add(
    'overwrite level',
    R(
      child(100101, 5, '<field name="o.a">x</field>') + child(100102, 7, '<field name="o.a">x</field>'),
      ow('<field name="o.a">x</field>'),
    ),
    [ev({ o: { a: 'x' } })],
  );
  add(
    'overwrite conditions',
    R(child(100101, 5, '<field name="o.a">x</field>'), ow('<field name="o.b">y</field>')),
    [ev({ o: { a: 'x' } }), ev({ o: { b: 'y' } })],
  );
  add(
    'overwrite sid',
    R(
      child(100101, 5, '<field name="o.a">x</field>') + child(100105, 4, '<field name="o.c">q</field>'),
      ow('<if_sid>100105</if_sid><field name="o.a">x</field>'),
    ),
    [ev({ o: { a: 'x' } }), ev({ o: { a: 'x', c: 'q' } })],
  );
  add(
    'overwrite group',
    R(
      child(100101, 5, '<if_group>t</if_group><field name="o.a">x</field>'),
      ow('<if_group>zz</if_group><field name="o.a">x</field>'),
    ),
    [ev({ o: { a: 'x' } })],
  );
  add(
    'overwrite level zero',
    R(child(100101, 5, '<field name="o.a">x</field>'), ow('<field name="o.a">x</field>', 0)),
    [ev({ o: { a: 'x' } })],
  );
  add(
    'overwrite keeps children',
    R(
      child(100101, 5, '<field name="o.a">x</field>') +
        child(100102, 6, '<if_sid>100101</if_sid><field name="o.b">y</field>'),
      ow('<field name="o.a">x</field>'),
    ),
    [ev({ o: { a: 'x', b: 'y' } }), ev({ o: { a: 'x' } })],
  );
  add(
    'overwrite not existing',
    R('', {
      'zz.xml':
        '<group name="z,"><rule id="100199" level="5" overwrite="yes"><if_sid>100100</if_sid><field name="o.a">x</field><description>new</description></rule></group>',
    }),
    [ev({ o: { a: 'x' } })],
  );
  add(
    'overwrite frequency',
    R(
      child(100101, 5, '<field name="o.a">x</field>') +
        child(100110, 10, '<if_matched_sid>100101</if_matched_sid>', 'frequency="3" timeframe="100"'),
      {
        'zz.xml':
          '<group name="z,"><rule id="100110" level="12" frequency="2" timeframe="100" overwrite="yes"><if_matched_sid>100101</if_matched_sid><description>o</description></rule></group>',
      },
    ),
    Array.from({ length: 5 }, () => ev({ o: { a: 'x' } })),
  );
  add(
    'overwrite makes plain to counting',
    R(child(100101, 5, '<field name="o.a">x</field>') + child(100111, 4, '<field name="o.b">y</field>'), {
      'zz.xml':
        '<group name="z,"><rule id="100111" level="12" frequency="2" timeframe="100" overwrite="yes"><if_matched_sid>100101</if_matched_sid><description>o</description></rule></group>',
    }),
    [ev({ o: { a: 'x' } }), ev({ o: { b: 'y' } }), ev({ o: { b: 'y' } })],
  );
  // correlation
  const corr = (body: string, attrs: string) =>
    R(
      child(100101, 5, '<field name="o.k">x</field><group>cg,</group>') +
        `<rule id="100110" level="10" ${attrs}>${body}<description>c $(o.a)</description></rule>`,
    );
  const seq = (list: object[]) => list.map(o => ev(o));
  const k = (o: object, top: object = {}) => ({ o: { k: 'x', ...o }, ...top });
  const streams = [
    Array.from({ length: 8 }, () => k({ a: '1' })),
    [k({ a: '1' }), k({ a: '2' }), k({ a: '1' }), k({ a: '2' }), k({ a: '1' }), k({ a: '3' })],
    [k({}), k({}), k({}), k({ a: '1' }), k({}), k({})],
    [
      k({ a: '1' }, { srcip: '1.1.1.1' }),
      k({ a: '2' }, { srcip: '1.1.1.1' }),
      k({ a: '3' }, { srcip: '2.2.2.2' }),
      k({ a: '1' }, { srcip: '1.1.1.1' }),
      k({ a: '1' }, { srcip: '2.2.2.2', id: '9' }),
      k({ a: '1' }, { id: '9', srcuser: 'u', dstuser: 'v' }),
    ],
    [
      k({ a: '1' }, { dstuser: 'v', id: '1', url: 'u', status: 's' }),
      k({ a: '1' }, { dstuser: 'v', id: '1', url: 'u', status: 's' }),
      k({ a: '1' }, { dstuser: 'v', id: '2', url: 'u2', status: 's' }),
      k({ a: '1' }, { dstuser: 'w', id: '1', url: 'u', status: 't' }),
      k({ a: '1' }, { dstuser: 'v', id: '1', url: 'u', status: 's' }),
    ],
  ];
  for (const f of [
    'frequency="2" timeframe="60"',
    'frequency="3" timeframe="60"',
    'frequency="4" timeframe="60" ignore="60"',
  ])
    for (const c of [
      '',
      '<same_field>o.a</same_field>',
      '<different_field>o.a</different_field>',
      '<same_srcip />',
      '<different_srcip />',
      '<same_user />',
      '<different_user />',
      '<same_id />',
      '<different_id />',
      '<same_url />',
      '<different_url/>',
      '<same_status />',
      '<different_status />',
      '<same_location />',
      '<different_location />',
      '<same_srcuser />',
      '<same_field>o.a</same_field><different_srcip />',
      '<not_same_field>o.a</not_same_field>',
      '<same_source_ip />',
      '<not_same_user />',
      '<not_same_id />',
      '<not_same_source_ip />',
      '<same_field>o.a</same_field><same_field>o.b</same_field>',
      '<global_frequency />',
      '<same_field>O.A</same_field>',
      '<same_field>srcip</same_field>',
      '<same_agent />',
      '<different_field>o.a</different_field><different_field>o.b</different_field>',
    ])
      for (const m of ['<if_matched_sid>100101</if_matched_sid>', '<if_matched_group>cg</if_matched_group>'])
        add(
          `corr ${f} ${c} ${m}`,
          corr(m + c, f),
          streams.flatMap(s => seq(s)),
        );
  add(
    'corr with field',
    corr(
      '<if_matched_sid>100101</if_matched_sid><field name="o.a">2</field>',
      'frequency="3" timeframe="60"',
    ),
    seq([k({ a: '1' }), k({ a: '1' }), k({ a: '2' }), k({ a: '2' }), k({ a: '2' })]),
  );
  add(
    'corr sid+sid',
    corr('<if_sid>100100</if_sid><if_matched_sid>100101</if_matched_sid>', 'frequency="3" timeframe="60"'),
    seq([k({ a: '1' }), k({ a: '1' }), { o: { z: 1 } }, { o: { z: 1 } }, k({ a: '2' })]),
  );
  add('frequency alone', R(child(100101, 5, '<field name="o.a">x</field>', 'frequency="3" timeframe="10"')), [
    ev({ o: { a: 'x' } }),
  ]);
  add(
    'frequency 1',
    corr('<if_matched_sid>100101</if_matched_sid>', 'frequency="1" timeframe="60"'),
    seq([k({ a: 1 })]),
  );
  add('ignore plain', R(child(100101, 5, '<field name="o.a">x</field>', 'ignore="60"')), [
    ev({ o: { a: 'x' } }),
    ev({ o: { a: 'x' } }),
    ev({ o: { a: 'x' } }),
  ]);
  add(
    'chain corr',
    R(
      child(100101, 5, '<field name="o.k">x</field>') +
        '<rule id="100110" level="8" frequency="2" timeframe="60"><if_matched_sid>100101</if_matched_sid><same_field>o.a</same_field><description>c1</description></rule><rule id="100111" level="12" frequency="2" timeframe="60"><if_matched_sid>100110</if_matched_sid><description>c2</description></rule>',
    ),
    streams.flatMap(s => seq(s)),
  );
  add(
    'agents',
    corr('<if_matched_sid>100101</if_matched_sid>', 'frequency="3" timeframe="60"'),
    ['[001] (a) any->x', '[002] (b) any->x', '[001] (a) any->x', '[001] (a) any->x', 'x', 'x', 'x'].map(
      location => ({ event: JSON.stringify(k({ a: 1 })), location }),
    ),
  );
  add(
    'agents global',
    corr('<if_matched_sid>100101</if_matched_sid><global_frequency />', 'frequency="3" timeframe="60"'),
    ['[001] (a) any->x', '[002] (b) any->x', '[001] (a) any->x', '[001] (a) any->x', 'x', 'x', 'x'].map(
      location => ({ event: JSON.stringify(k({ a: 1 })), location }),
    ),
  );
  // descriptions
  const d = (text: string) =>
    R(`<rule id="100101" level="5"><if_sid>100100</if_sid><description>${text}</description></rule>`);
  for (const t of [
    '$(o.a)',
    '$(missing)x$(o.a',
    '$(srcip) $(dstuser) $(user) $(srcuser)',
    '$(o.arr)',
    '$(O.A)',
    '$()',
    '$$(o.a)',
    '$(o.a)$(o.a)',
    'a  b',
    '  lead',
    '$(location) $(hostname) $(program_name) $(full_log) $(log)',
    '$(o.n) $(o.t) $(o.f)',
    '$(timestamp)',
    '$(id) $(url) $(data) $(status) $(action) $(protocol) $(systemname) $(system_name) $(extra_data)',
  ])
    add('desc ' + t, d(t), [
      ev({
        o: { a: 'val', arr: [1, { x: 2 }], n: null, t: true, f: 1.5 },
        srcip: '1.2.3.4',
        dstuser: 'du',
        id: 'i',
        url: 'u',
        data: 'd',
        status: 's',
        action: 'a',
        protocol: 'p',
        systemname: 'sn',
        extra_data: 'e',
      }),
      ev({ o: { a: '' } }),
      ev({ o: { a: 'x'.repeat(1100) } }),
      ev({ user: 'bob', srcuser: 'sam' }),
    ]);
  add(
    'desc two elements',
    R(
      '<rule id="100101" level="5"><if_sid>100100</if_sid><description>one </description><description>two</description></rule>',
    ),
    [ev({ o: { a: 1 } })],
  );
  add(
    'desc newline',
    R(
      '<rule id="100101" level="5"><if_sid>100100</if_sid><description>one\n two\n three</description></rule>',
    ),
    [ev({ o: { a: 1 } })],
  );
  // patterns on fields
  const pats: [string, string][] = [];
  for (const p of [
    '^abc$',
    'abc',
    '^',
    '$',
    '',
    'a|b',
    '^a|^b',
    'a$',
    '!abc',
    '|',
    'a||b',
    '^$',
    '\\w',
    '\\d+',
    '\\.',
    '\\.+',
    '\\.*',
    '\\s',
    '\\p',
    '\\S+',
    '\\W',
    '(ab)',
    '(ab)c',
    'a\\.c',
    '\\w+@\\w+',
    '\\d\\d',
    'a+b',
    'a*',
    '^\\w+$',
    '\\(x\\)',
    '\\\\',
    '\\|',
    '\\t',
    '\\$',
    '\\<',
    '[',
    'a.c',
    'a?',
    '{',
    '^ab\\w+yz$',
    '\\w*\\d',
    '\\d*$',
    'x\\.*y',
    '\\.+z$',
    'é',
    'ab\\s+cd',
    '(\\w+) (\\w+)',
  ])
    for (const t of ['osregex', 'osmatch', 'pcre2']) pats.push([t, p]);
  for (const p of [
    '(?i)ABC',
    '^(?:a|b)+$',
    '\\bab\\b',
    'a{2,3}',
    '[[:alpha:]]+',
    '\\Qa.b\\E',
    '(?s)a.b',
    'a.b',
    '^a\\nb$',
    '(?!abc)',
    '(?<n>a)',
    '\\h',
    '\\R',
    '\\x61',
    '\\p{L}',
    '(a)\\1',
    '(?>a+)b',
    'a++b',
    '(?i:A)b',
    '\\Aabc\\z',
    'abc\\Z',
    '[^a]',
    '[a-z&&b]',
    '[\\d-x]',
    '[]a]',
    '(',
    'a)',
    '[a',
    '*a',
    'a**',
    '\\',
    '(?=a)b',
    '(?:',
    '\\d{3}-\\d',
    '(?x)a b',
    '\\N',
    '\\K',
    '^.*$',
    'x*',
    '(?-i)a',
    '(?i)é',
    '\\w+é',
  ])
    pats.push(['pcre2', p]);
  const subj = [
    'abc',
    'ABC',
    '',
    'a',
    'b',
    'ab cd',
    'a.c',
    'abxyz',
    'ab1yz',
    '123',
    'a1',
    'x(x)',
    'back\\slash',
    'pi|pe',
    'tab\there',
    'do$lar',
    'lt<',
    'br[ack',
    'é',
    'café',
    'ada@contoso.example',
    'new\nline',
    'a\nb',
    'xy',
    'xzzy',
    '  ',
    'aa',
    'aab',
    'aaa',
    'ab',
    'a b',
    'A',
    'zz',
    '.-,',
    'ab  cd',
    '12-3',
    '123-4',
  ];
  for (const [t, p] of pats) {
    add(
      `pat ${t} ${p}`,
      R(
        child(100101, 5, `<field name="o.a" type="${t}">${p}</field>`) +
          child(100102, 4, `<field name="o.a" type="${t}" negate="yes">${p}</field>`),
      ),
      subj.map(s => ev({ o: { a: s } })),
    );
  }
  for (const t of ['osregex', 'osmatch', 'pcre2'])
    for (const p of ['abc', '^{"o":', '"a":"abc"', '"a":\\s*"abc"', 'abc"}}$'])
      for (const tag of ['match', 'regex'])
        add(
          `${tag} ${t} ${p}`,
          R(child(100101, 5, `<${tag} type="${t}">${p}</${tag}>`)),
          subj.slice(0, 10).map(s => ev({ o: { a: s } })),
        );
  for (const tag of ['match', 'regex'])
    for (const p of ['abc', '!abc', 'a|b', '^{', '\\w+'])
      add(
        `${tag} default ${p}`,
        R(child(100101, 5, `<${tag}>${p}</${tag}>`)),
        subj.slice(0, 10).map(s => ev({ o: { a: s } })),
      );
  add('match twice', R(child(100101, 5, '<match>ab</match><match>c</match>')), [
    ev({ o: { a: 'abc' } }),
    ev({ o: { a: 'ab' } }),
  ]);
  add('regex twice', R(child(100101, 5, '<regex>ab</regex><regex>c</regex>')), [
    ev({ o: { a: 'abc' } }),
    ev({ o: { a: 'ab' } }),
  ]);
  add('field twice', R(child(100101, 5, '<field name="o.a">ab</field><field name="o.a">c</field>')), [
    ev({ o: { a: 'abc' } }),
    ev({ o: { a: 'ab' } }),
  ]);
  add('bad negate', R(child(100101, 5, '<field name="o.a" negate="maybe">ab</field>')), [
    ev({ o: { a: 'abc' } }),
  ]);
  add('bad type', R(child(100101, 5, '<field name="o.a" type="perl">ab</field>')), [ev({ o: { a: 'abc' } })]);
  add('static field name', R(child(100101, 5, '<field name="srcip">ab</field>')), [ev({ o: { a: 'abc' } })]);
  add('field no name', R(child(100101, 5, '<field>ab</field>')), [ev({ o: { a: 'abc' } })]);
  add('info cve', R(child(100101, 5, '<info type="text">x</info><info>y</info><cve>CVE-1</cve>')), [
    ev({ o: { a: 'abc' } }),
  ]);
  add('unknown tag', R(child(100101, 5, '<foo>x</foo>')), [ev({ o: { a: 'abc' } })]);
  add('unknown attr', R(child(100101, 5, '<field name="o.a">a</field>', 'foo="1"')), [
    ev({ o: { a: 'abc' } }),
  ]);
  add(
    'rule in rule file root',
    {
      'r.xml': `<rule id="100100" level="3"><decoded_as>json</decoded_as><description>x</description></rule>`,
    },
    [ev({ o: { a: 1 } })],
  );
  add('no description', R('<rule id="100101" level="5"><if_sid>100100</if_sid></rule>'), [
    ev({ o: { a: 1 } }),
  ]);
  add(
    'empty description',
    R('<rule id="100101" level="5"><if_sid>100100</if_sid><description></description></rule>'),
    [ev({ o: { a: 1 } })],
  );
  for (const sid of [
    '100100,100102',
    '100100 100102',
    ' 100100',
    '100100,',
    'abc',
    '100100, ',
    '4711',
    '100100,4711',
    '100100\n',
    '',
  ])
    add(
      'if_sid ' + JSON.stringify(sid),
      R(
        `<rule id="100102" level="4"><if_sid>100100</if_sid><field name="o.b">y</field><description>two</description></rule><rule id="100101" level="5"><if_sid>${sid}</if_sid><field name="o.a">x</field><description>one</description></rule>`,
      ),
      [ev({ o: { a: 'x' } }), ev({ o: { a: 'x', b: 'y' } })],
    );
  add(
    'two if_sid',
    R(
      '<rule id="100102" level="4"><if_sid>100100</if_sid><field name="o.b">y</field><description>two</description></rule><rule id="100101" level="5"><if_sid>100100</if_sid><if_sid>,100102</if_sid><field name="o.a">x</field><description>one</description></rule>',
    ),
    [ev({ o: { a: 'x', b: 'y' } }), ev({ o: { a: 'x' } })],
  );
  add(
    'dup id',
    R(child(100101, 5, '<field name="o.a">x</field>') + child(100101, 7, '<field name="o.a">x</field>')),
    [ev({ o: { a: 'x' } })],
  );
  add(
    'mitre',
    R(child(100101, 5, '<field name="o.a">x</field><mitre><id>T1110</id><id>T1110.001</id></mitre>')),
    [ev({ o: { a: 'x' } })],
  );
  add(
    'decoded_as unknown',
    R('<rule id="100101" level="5"><decoded_as>nosuch</decoded_as><description>x</description></rule>'),
    [ev({ o: { a: 1 } })],
  );
  add(
    'category',
    R('<rule id="100101" level="5"><category>windows</category><description>x</description></rule>'),
    [ev({ o: { a: 1 } })],
  );
  add(
    'category bad',
    R('<rule id="100101" level="5"><category>foo</category><description>x</description></rule>'),
    [ev({ o: { a: 1 } })],
  );
  add(
    'var',
    {
      'r.xml': `<var name="V">x|y</var><group name="t,">${base}<rule id="100101" level="5"><if_sid>100100</if_sid><field name="o.a">$V</field><description>v</description></rule></group>`,
    },
    [ev({ o: { a: 'y' } }), ev({ o: { a: 'z' } })],
  );
  return cases;
}
