package mailweir.journey;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What is not over yet, and so survives a restart: kept by its owner as bytes between rounds. */
public interface Open {
  /** Writes everything, to be read back by {@link #load}. */
  void save(DataOutputStream to) throws IOException;

  /** Reads back what {@link #save} wrote, into an empty one. */
  void load(DataInputStream from) throws IOException;
}
