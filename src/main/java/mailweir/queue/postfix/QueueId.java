package mailweir.queue.postfix;

import java.util.Locale;

/**
 * A queue id, which is the name of its file: short, five hexadecimal digits of microseconds and the inode ({@code 3FC4D2D0D42}); or long, seconds,
 * four signs of microseconds, {@code z} and the inode ({@code 4jWG9K5CWqzQD0x}). Facts by Postfix's {@code mail_queue.h}.
 */
public final class QueueId {
  private static final int SHORTEST = 6;
  private static final int LONGEST = 64;
  private static final int LONG_TIME = 10;
  private static final int LONG_MICROS = 4;
  private static final int SHORT_MICROS = 5;
  private static final String SIGNS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
  private static final int SIGNS_OF_INODE = 51;

  private QueueId() {}

  /** Whether it is one by its letters: no dot, no slash, nothing that a path or an argument could make something of. */
  public static boolean isOne(String id) {
    if (id == null || id.length() < SHORTEST || id.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
        return false;
      }
    }
    return true;
  }

  private static int separator(String id) {
    int z = id.lastIndexOf('z');
    return z >= LONG_TIME ? z : -1;
  }

  /** The part of the id by which folders are hashed. */
  private static String hashed(String id) {
    int z = separator(id);
    if (z < 0) {
      return id;
    }
    long micros = 0;
    for (int i = z - LONG_MICROS; i < z; i++) {
      int value = SIGNS.indexOf(id.charAt(i));
      if (value < 0) {
        return String.format(Locale.ROOT, "%05X", 0);
      }
      micros = micros * SIGNS.length() + value;
    }
    return String.format(Locale.ROOT, "%05X", micros);
  }

  /** The folders, {@code depth} of them, in which a hashed queue keeps it: {@code 3/F/}; {@code ""} for no depth. */
  static String folders(String id, int depth) {
    String hashed = hashed(id);
    StringBuilder folders = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      folders.append(i < hashed.length() ? hashed.charAt(i) : '_').append('/');
    }
    return folders.toString();
  }

  /** The id that a copy of this message has when its file has another inode; the same kind of id. What {@code postsuper -s} would name it. */
  public static String withInode(String id, long inode) {
    int z = separator(id);
    if (z < 0) {
      return id.substring(0, SHORT_MICROS) + Long.toHexString(inode).toUpperCase(Locale.ROOT);
    }
    StringBuilder signs = new StringBuilder();
    long rest = inode;
    do {
      signs.append(SIGNS.charAt((int) Long.remainderUnsigned(rest, SIGNS_OF_INODE)));
      rest = Long.divideUnsigned(rest, SIGNS_OF_INODE);
    } while (rest != 0);
    return id.substring(0, z + 1) + signs.reverse();
  }
}
