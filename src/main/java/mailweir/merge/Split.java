package mailweir.merge;

/** By what merged lines go into different files. */
public enum Split {
  NONE,
  VHOST,
  HOST,
  DAY
}
