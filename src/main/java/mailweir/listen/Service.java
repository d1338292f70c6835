package mailweir.listen;

import java.io.IOException;

/** What is done at one address. */
@FunctionalInterface
interface Service {
  /**
   * Answers a request.
   *
   * @throws IOException when the caller went away
   */
  Reply answer(Call call) throws IOException, InterruptedException;
}
