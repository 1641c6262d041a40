import type { MemoryManager, ModMemory } from '@sandy/memory';
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

/** A mod that the plugin made, and how many bots it serves: it ends with the last of them. */
interface MadeMod {
  readonly mod: ModMemory;
  botCount: number;
}

const madeMods = new WeakMap<MemoryManager, Map<string, MadeMod>>();

/**
 * A mineflayer plugin that keeps the bot's world in `manager`: every bot that sees the same chunk reads
 * one copy of it; the first write of a bot gives that bot a copy of its own.
 *
 * ```js
 * createBot({ …, plugins: { sandy: shareWorld(manager, { mod: 'miner' }) } })
 * ```
 *
 * When the bot ends, whatever the reason, it gives everything back: a mod that the plugin made is
 * unloaded with its last bot, one that was tracked before stays, without the bot's columns. Versions
 * before 1.18 are left to prismarine-chunk as they are.
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
    const made = makeOrJoin(manager, name);
    const world = new BotWorld(bot, manager, made?.mod ?? manager.trackModMemory(name));
    bot.once('end', () => {
      if (made === undefined || --made.botCount > 0) {
        world.end();
        return;
      }
      world.stop();
      // Listeners of 'end' that come after this one may still look at the bot's world.
      setImmediate(() => {
        if (made.botCount === 0 && !made.mod.unloaded) manager.unloadMod(name);
      });
    });
  };
}

/** The plugin's mod of that name, with one bot more; undefined where the name is somebody else's mod. */
function makeOrJoin(manager: MemoryManager, name: string): MadeMod | undefined {
  let mods = madeMods.get(manager);
  if (mods === undefined) {
    mods = new Map();
    madeMods.set(manager, mods);
  }
  let made = mods.get(name);
  if (made === undefined || made.mod.unloaded) {
    if (manager.hasMod(name)) return undefined;
    made = { mod: manager.trackModMemory(name), botCount: 0 };
    mods.set(name, made);
  }
  made.botCount++;
  return made;
}
