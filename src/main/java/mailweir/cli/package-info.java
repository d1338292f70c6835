/**
 * The command line: one class a command, and the only place where objects are wired.
 *
 * <p>In: arguments, the environment, the terminal.
 *
 * <p>Out: text on standard output, messages on standard error, an exit code.
 *
 * <p>Never: a figure computed here; every answer comes from a package above.
 */
package mailweir.cli;
