package mailweir.collect.follow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A disk that refuses what it is told to refuse: names, reads, inodes. */
final class RefusingDisk implements Disk {
  private final Set<Path> refused = new HashSet<>();
  private boolean broken;
  private boolean inodes = true;
  private String device = "";

  void refuse(Path name) {
    refused.add(name);
  }

  void allow(Path name) {
    refused.remove(name);
  }

  void breakReads(boolean on) {
    broken = on;
  }

  void withoutInodes() {
    inodes = false;
  }

  void device(String number) {
    device = number;
  }

  @Override
  public Facts facts(Path name) throws IOException {
    Facts f = LOCAL.facts(name);
    return new Facts(f.kind(), inodes ? device + f.key() : null, f.size(), f.modified());
  }

  @Override
  public List<Path> list(Path folder) throws IOException {
    check(folder);
    return LOCAL.list(folder);
  }

  @Override
  public SeekableByteChannel open(Path name) throws IOException {
    check(name);
    return new Breakable(LOCAL.open(name));
  }

  private void check(Path name) throws AccessDeniedException {
    if (refused.contains(name)) {
      throw new AccessDeniedException(name.toString());
    }
  }

  private final class Breakable implements SeekableByteChannel {
    private final SeekableByteChannel channel;

    Breakable(SeekableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      if (broken) {
        throw new IOException("Input/output error");
      }
      return channel.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      throw new IOException("nobody writes to a log here");
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public SeekableByteChannel position(long to) throws IOException {
      channel.position(to);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      throw new IOException("nobody writes to a log here");
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
