import type { MemoryManager } from '@sandy/memory';
import { BotWorld } from './bot-world.js';
import type { MineflayerBot, MineflayerPlugin } from './mineflayer-types.js';
import { isSupported } from './stock.js';

export interface ShareWorldOptions {
  /**
   * Name of the mod that pays for the bot's world. Bots of one name share its account.
   *
   * @defaultValue the user name that the bot was created with
   */
  readonly mod?: string;
}

/** Bots that the plugin serves, by mod name; a mod that the plugin made ends with the last of them. */
const botCounts = new WeakMap<MemoryManager, Map<string, number>>();

/**
 * A mineflayer plugin that keeps the bot's world in `manager`: every bot that sees the same chunk reads
 * one copy of it; the first write of a bot gives that bot a copy of its own.
 *
 * ```js
 * createBot({ …, plugins: { sandy: shareWorld(manager, { mod: 'miner' }) } })
 * ```
 *
 * When the bot ends, whatever the reason, it gives everything back: a mod that the plugin made is
 * unloaded with its last bot, one that was tracked before stays. Versions before 1.18 are left to
 * prismarine-chunk as they are.
 *
 * @throws {InvalidNameError} when the bot starts, if the mod's name does not follow the grammar
 */
export function shareWorld(
  manager: MemoryManager,
  options: ShareWorldOptions = {},
): MineflayerPlugin {
  return (mineflayerBot, botOptions) => {
    // mineflayer's own types do not know `_client` as an emitter of packets, nor the world's parts.
    const bot = mineflayerBot as MineflayerBot;
    if (!isSupported(bot.registry)) return;
    const name = options.mod ?? botOptions.username;
    const counts = countsOf(manager);
    const isOurs = counts.has(name) || !manager.hasMod(name);
    const world = new BotWorld(bot, manager, manager.trackModMemory(name));
    if (isOurs) counts.set(name, (counts.get(name) ?? 0) + 1);
    bot.once('end', () => {
      world.end();
      if (isOurs) leave(manager, name);
    });
  };
}

function countsOf(manager: MemoryManager): Map<string, number> {
  let counts = botCounts.get(manager);
  if (counts === undefined) {
    counts = new Map();
    botCounts.set(manager, counts);
  }
  return counts;
}

function leave(manager: MemoryManager, name: string): void {
  const counts = countsOf(manager);
  const left = (counts.get(name) ?? 1) - 1;
  if (left > 0) {
    counts.set(name, left);
    return;
  }
  counts.delete(name);
  // Listeners of 'end' that come after this one may still look at the bot's world.
  setImmediate(() => {
    if (!counts.has(name) && manager.hasMod(name)) manager.unloadMod(name);
  });
}
