#ifndef GHD_TESTS_PARAMS_INPUT_H
#define GHD_TESTS_PARAMS_INPUT_H
/* Inputs for the tests of params: written to a folder of their own, read by all ranks, with what is printed about them. */

#include <check.h>
#include <xxzghd/params.h>

/* The lines of a good input, so that a bad one shows only what is bad. */
#define CHAIN "chain: {gamma_over_pi: 1/3}\n"
#define LEFT  "left: {state: thermal, beta: 1}\n"
#define RIGHT "right: {state: thermal, beta: 2}\n"
#define RAYS  "rays: [-0.5, 0, 0.5]\n"
#define GOOD  CHAIN LEFT RIGHT RAYS

#define INPUT_FILE "input.yaml"
#define MAX_TEXT   65536

/* Rank 0 works in a folder of its own: only rank 0 opens the input. */
void enter_own_folder(void);
void leave_own_folder(void);
void write_input(const char *text);
/* What GhdComplaintsPrint() writes to stderr, on rank 0; "" on the others. */
void printed(GhdComplaints complaints, char text[MAX_TEXT]);
/* Reads an input (NULL: the file as it is) with one --set word or none; what is printed goes to messages. */
GhdParameters read_input(const char *text, const char *set, char messages[MAX_TEXT]);
/* The same of an input that must be good, without so much as a notice. */
GhdParameters read_good(const char *text, const char *set);
/* Text of a record, "" if there is none. */
const char *record_value(GhdParameters p, const char *key);

#endif
