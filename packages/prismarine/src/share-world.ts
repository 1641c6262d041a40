import { InvalidNameError, isValidName, type MemoryManager, type ModMemory } from '@sandy/memory';
import { BotWorld } from './bot-world.js';
import { assertManager, assertModOption, isTaken } from './checks.js';
import type { MineflayerBot, MineflayerPlugin } from './mineflayer-types.js';
import { isSupported } from './stock.js';

export interface ShareWorldOptions {
  /**
   * Name of the mod that pays for the bot's world. Bots of one name share its account. `host` is
   * the name of the program's own account.
   *
   * @defaultValue the user name that the bot was created with, with `_` for characters that no
   * mod's name can have, and before names that are reserved
   */
  readonly mod?: string;
}

const HOST_NAME = 'host';

/** A mod that the plugin made, and how many bots it serves: it ends with the last of them. */
interface MadeMod {
  readonly mod: ModMemory;
  botCount: number;
}

const madeMods = new WeakMap<MemoryManager, Map<string, MadeMod>>();

/** Bots that have the plugin. */
const sharingBots = new WeakSet<object>();

/**
 * A mineflayer plugin that keeps the bot's world in `manager`: every bot that sees the same chunk
 * reads one copy of it; the first write of a bot gives that bot a copy of its own.
 *
 * ```js
 * createBot({ …, plugins: { sandy: shareWorld(manager, { mod: 'miner' }) } })
 * ```
 *
 * When the bot ends, whatever the reason, it gives everything back: a mod that the plugin made is
 * unloaded with its last bot, one that was tracked before stays, without the bot's columns.
 * Versions before 1.18 are left to prismarine-chunk as they are, and a bot that has the plugin
 * already keeps it as it is.
 *
 * Errors never leave the plugin or a packet's listener, where they would end the process: the bot
 * emits `error` when the mod or the world cannot be made (the manager was disposed, or has no
 * memory) and is then left to prismarine-chunk, and when a change is refused, which is then not
 * made.
 *
 * @throws {InvalidArgumentError} if `manager` is none, or for options that there are none of;
 * {InvalidNameError} if `mod` can be no mod's name: malformed, reserved, the host's
 */
export function shareWorld(
  manager: MemoryManager,
  options: ShareWorldOptions = {},
): MineflayerPlugin {
  assertManager(manager);
  assertModOption(options, manager);
  if (options.mod === HOST_NAME)
    throw new InvalidNameError('mod: expected the name of one, got that of the host');
  return (mineflayerBot, botOptions) => {
    // mineflayer's own types do not know `_client` as an emitter of packets, nor the world's parts.
    const bot = mineflayerBot as MineflayerBot;
    if (!isSupported(bot.registry) || sharingBots.has(bot)) return;
    const name = options.mod ?? modNameOf(botOptions.username, manager);
    let joined: JoinedMod | undefined;
    let world: BotWorld;
    try {
      joined = join(manager, name);
      world = new BotWorld(bot, manager, joined.mod);
    } catch (error) {
      if (joined?.made !== undefined && --joined.made.botCount === 0) manager.unloadMod(name);
      bot.emit('error', error);
      return;
    }
    sharingBots.add(bot);
    const { mod, made } = joined;
    bot.once('end', () => {
      if (made === undefined || --made.botCount > 0) {
        world.end();
        return;
      }
      world.stop();
      // Listeners of 'end' that come after this one may still look at the bot's world.
      setImmediate(() => {
        if (mod.unloaded) return;
        if (made.botCount === 0) manager.unloadMod(name);
        else world.end(); // another bot of the mod has joined meanwhile
      });
    });
  };
}

/**
 * The user name in the grammar of mods' names: it may be an e-mail address, or a name that is
 * reserved.
 */
function modNameOf(username: string, manager: MemoryManager): string {
  const name = username.replace(/^(?=[^\w])|[^\w.@/-]/g, '_').slice(0, 128);
  const isFree = isValidName(name) && name !== HOST_NAME && !isTaken(name, manager);
  return isFree ? name : `_${name}`;
}

interface JoinedMod {
  readonly mod: ModMemory;
  /** Absent where the mod is somebody else's. */
  readonly made?: MadeMod;
}

/**
 * The mod of that name for one bot more; made now if there is none. @throws what `trackModMemory`
 * throws
 */
function join(manager: MemoryManager, name: string): JoinedMod {
  let mods = madeMods.get(manager);
  if (mods === undefined) {
    mods = new Map();
    madeMods.set(manager, mods);
  }
  let made = mods.get(name);
  if (made === undefined) {
    if (manager.hasMod(name)) return { mod: manager.trackModMemory(name) };
    made = { mod: manager.trackModMemory(name), botCount: 0 };
    mods.set(name, made);
    made.mod.onUnload(() => mods.delete(name));
  }
  made.botCount++;
  return { mod: made.mod, made };
}
