package mailweir.collect.follow;

/** Is told what stands between a follower and its logs, and when it is over. Called by the threads that look: quick, and never throws. */
public interface Troubles {
  /** Nobody listens. */
  Troubles NONE =
      new Troubles() {
        @Override
        public void begins(String subject, boolean stale, String problem) {}

        @Override
        public void over(String subject) {}
      };

  /**
   * A problem begins, or has become another one.
   *
   * @param subject a log, a folder or a mount, as its path
   * @param stale whether the file system does not answer, or shows nothing of what was there: it is hung, or not mounted
   * @param problem problem, consequence and remedy
   */
  void begins(String subject, boolean stale, String problem);

  /** The subject has none any more. */
  void over(String subject);
}
