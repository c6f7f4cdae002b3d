import type { Forwarder } from '../kernel/forwarder.ts';

/** The kernel, and beside it the processes that forward what the kernel does not take. */
export function bothForwarders(kernel: Forwarder, processes: Omit<Forwarder, 'stats'>): Forwarder {
  return {
    offer(route) {
      kernel.offer(route);
      processes.offer(route);
    },
    withdraw(route) {
      kernel.withdraw(route);
      processes.withdraw(route);
    },
    withdrawAll(client) {
      kernel.withdrawAll(client);
      processes.withdrawAll(client);
    },
    stats: () => kernel.stats(),
  };
}
