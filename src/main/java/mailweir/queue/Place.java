package mailweir.queue;

/**
 * Where messages of one server wait, all its queues together: they move within it.
 *
 * @param server {@code postfix}, {@code sendmail}, {@code exim} or {@code qmail}
 * @param name unique at its host: the instance's or folder's name, {@code postfix}, {@code mqueue}, {@code mqueue.in}
 */
public record Place(String server, String name) {}
