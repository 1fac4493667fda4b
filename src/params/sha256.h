#ifndef GHD_PARAMS_SHA256_H
#define GHD_PARAMS_SHA256_H

#include <stddef.h>

/* SHA-256 (FIPS 180-4) of length bytes, as 64 lower-case hexadecimal digits and a 0. */
void ghd_sha256(const char *bytes, size_t length, char digest[65]);

#endif
