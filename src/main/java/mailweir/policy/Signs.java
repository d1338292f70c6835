package mailweir.policy;

import java.util.Optional;

/** What is known beside the question. What is not known in time says so by its own value. */
public interface Signs {
  Fingerprint fingerprint();

  /** What a list of the DNS says of the client. */
  Listing listed(String zone);

  Spf spf();

  /** The name of the client's address, empty where it has none; nothing where that is not known. */
  Optional<String> reverse();

  Greylist.Earlier earlier();
}
