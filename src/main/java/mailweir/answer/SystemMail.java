package mailweir.answer;

/**
 * Mail that came from one operating system, as p0f told it when the mail was let in.
 *
 * @param system in p0f's words: {@code Windows 7 or 8}
 * @param spam messages that filters called spam
 * @param wanted all others
 */
public record SystemMail(String system, long spam, long wanted) {}
