/**
 * What an operator has set: the configuration file and the environment, read and checked as one.
 *
 * <p>In: the text of a YAML file, the variables of the environment.
 *
 * <p>Out: what is in force of every key, with where it came from; or all that is wrong, together.
 *
 * <p>Never: a value that was guessed, a class that YAML names, a key that is passed over in silence.
 */
package mailweir.config;
