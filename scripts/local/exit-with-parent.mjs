// Preloaded into every part of a local run: when the starter dies (kill -9 too), the IPC channel closes and the part ends.
const GRACE_MS = 8_000;
if (process.channel) {
  process.on('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
  });
  process.channel.unref();
}
