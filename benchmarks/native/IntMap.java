import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * fastutil's map from int to int, for the benchmark beside it (int-map.ts), which compiles and starts it; arguments and
 * answers are those of int-map.cpp. Before it opens its pipes it does the work as often as the JIT needs.
 */
public final class IntMap {
  private static final long WARM_UP_NS = 2_000_000_000L;

  private static int[] keys;
  private static int[] asked;
  private static Int2IntOpenHashMap filled;

  private static void load(String path) throws IOException {
    IntBuffer words = ByteBuffer.wrap(Files.readAllBytes(Path.of(path))).order(ByteOrder.nativeOrder()).asIntBuffer();
    keys = new int[words.get()];
    asked = new int[words.get()];
    words.get(keys);
    words.get(asked);
  }

  private static Int2IntOpenHashMap fill() {
    Int2IntOpenHashMap map = new Int2IntOpenHashMap();
    map.defaultReturnValue(1);
    for (int i = 0; i < keys.length; i++) map.put(keys[i], i);
    return map;
  }

  /** The same loop as in ints.ts: sums that wrap at 32 bits. */
  private static int sumOf(Int2IntOpenHashMap map) {
    int sum = 0;
    for (int key : asked) sum += map.get(key);
    return sum;
  }

  private static int work(boolean isFind) {
    return isFind ? sumOf(filled) : fill().size();
  }

  public static void main(String[] arguments) throws IOException {
    boolean isFind = arguments[0].equals("find");
    load(arguments[1]);
    if (isFind) filled = fill();
    int kept = 0;
    for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP_NS; ) kept ^= work(isFind);
    if (kept == 0x5eed) System.err.println("kept"); // so that the JIT cannot leave the work out
    try (InputStream in = new FileInputStream(arguments[2]);
        OutputStream out = new FileOutputStream(arguments[3])) {
      while (in.read() != -1) {
        long start = System.nanoTime();
        int sum = work(isFind);
        long elapsed = System.nanoTime() - start;
        out.write((sum + " " + elapsed + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
    }
  }
}
