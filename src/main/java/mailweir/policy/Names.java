package mailweir.policy;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Who asks the DNS. All of it returns at once and never throws; an answer may never come. */
public interface Names {
  /** Nobody does. */
  Names NONE =
      new Names() {
        @Override
        public CompletableFuture<Listing> listed(InetAddress client, String zone) {
          return CompletableFuture.completedFuture(Listing.NO_ANSWER);
        }

        @Override
        public CompletableFuture<Spf> spf(InetAddress client, String helo, String sender) {
          return CompletableFuture.completedFuture(Spf.NO_ANSWER);
        }

        @Override
        public CompletableFuture<Optional<String>> reverse(InetAddress client) {
          return CompletableFuture.completedFuture(Optional.empty());
        }
      };

  /** Whether a list names the client. */
  CompletableFuture<Listing> listed(InetAddress client, String zone);

  /** What SPF says of the sender, or of the HELO name when that is null ({@code sender} empty). */
  CompletableFuture<Spf> spf(InetAddress client, String helo, String sender);

  /** The name of the client's address, unchecked; an empty text: it has none; nothing: the DNS does not answer. */
  CompletableFuture<Optional<String>> reverse(InetAddress client);
}
