// Preloaded into a process under measurement: writes down at its end what it used.
const { writeFileSync } = require('node:fs');
const file = process.env.O365_WAZUH_METER;
if (file) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const cpuMs = (userCPUTime + systemCPUTime) / 1000;
    writeFileSync(file, JSON.stringify({ cpuMs, maxRssMb: maxRSS / 1024 }));
  });
}
