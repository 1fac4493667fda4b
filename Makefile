# xxz-ghd. `make` builds bin/xxz-ghd; `make help` lists the rest.
# Choices of a machine go into config.mk (not tracked) or onto the command line, for example
#   make PKGS="PETSc hdf5 fftw3 gsl yaml-0.1" LDLIBS_EXTRA=-lopenblas

-include config.mk

VERSION := 0.1.0
MODE   ?= release
WERROR ?= -Werror
PREFIX ?= /usr/local
JOBS   ?= $(shell env -u OMP_NUM_THREADS nproc 2>/dev/null || echo 1)

# ---- what is built from what --------------------------------------------------------------------------------------------------------------

B          := build/$(MODE)
LIB        := $(B)/libxxzghd.a
PROGRAM    := $(if $(wildcard src/cli/main.c),$(B)/xxz-ghd)
LIB_OBJ    := $(patsubst %.c,$(B)/%.o,$(filter-out src/cli/main.c,$(wildcard src/*/*.c)))
MAIN_OBJ   := $(patsubst %.c,$(B)/%.o,$(wildcard src/cli/main.c))
SUPPORT    := $(if $(wildcard tests/support/*.c),$(B)/libxxzghd_test.a)
SUPPORT_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/support/*.c))
TEST_SRC   := $(wildcard tests/unit/*.c tests/physics/*.c tests/fuzz/*.c)
LONG_SRC   := $(foreach f,$(TEST_SRC),$(if $(filter long_%,$(notdir $f)),$f))
QUICK_SRC  := $(filter-out $(LONG_SRC),$(TEST_SRC))
BENCH_SRC  := $(wildcard tests/bench/*.c)
TESTS      := $(patsubst %.c,$(B)/%,$(QUICK_SRC))
LONG_TESTS := $(patsubst %.c,$(B)/%,$(LONG_SRC))
BENCHES    := $(patsubst %.c,$(B)/%,$(BENCH_SRC))
SCRIPTS    := $(wildcard tests/*/test_*.sh tests/*/test_*.py)
LONG_SCRIPTS := $(wildcard tests/*/long_*.sh tests/*/long_*.py)
ALL_OBJ    := $(LIB_OBJ) $(MAIN_OBJ) $(SUPPORT_OBJ) $(patsubst %.c,$(B)/%.o,$(TEST_SRC) $(BENCH_SRC))
SOURCES    := $(wildcard src/*/*.[ch] include/*/*.h tests/*/*.[ch] tests/*/*/*.[ch])

# ---- flags --------------------------------------------------------------------------------------------------------------------------------

ifeq ($(origin CC),default)
  CC := mpicc
endif
ifndef HDF5_PC
  HDF5_PC := $(shell for p in hdf5-openmpi hdf5-mpi hdf5; do pkg-config --exists $$p 2>/dev/null && echo $$p && break; done)
endif
PKGS           ?= petsc $(HDF5_PC) fftw3 gsl yaml-0.1 lapack blas
# No -ffast-math: infinities, NaN markers and compensated sums must survive. No -march by default: the time goes into FFTW and libm, which choose their
# instructions at run time, and one build serves all nodes of a cluster (MARCH=native sets it).
CFLAGS.release := -O3 -g -fno-math-errno $(if $(MARCH),-march=$(MARCH))
CFLAGS.debug   := -O0 -g3 -DGHD_DEBUG
CFLAGS.asan    := -O1 -g -DGHD_DEBUG -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
CFLAGS.clang   := -O1 -g
CFLAGS.fuzz    := -O1 -g -DGHD_LIBFUZZER -fsanitize=fuzzer-no-link,address,undefined
ifneq ($(filter clang fuzz,$(MODE)),)
  export OMPI_CC := clang
endif
ifeq ($(origin CFLAGS.$(MODE)),undefined)
  $(error MODE=$(MODE) is none of release, debug, asan, clang, fuzz)
endif
TUNING   := $(CFLAGS.$(MODE)) $(CFLAGS_EXTRA)
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wvla $(WERROR)
# Asked for once, when first needed: `make setup` must run on a machine that has none of it.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(patsubst -I%,-isystem %,$$(shell pkg-config --cflags $(PKGS))))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PKGS)))$(PKG_LIBS)
CFLAGS   := -std=c11 $(WARNINGS) $(TUNING)
CPPFLAGS  = -D_GNU_SOURCE -Iinclude $(PKG_CFLAGS)
LDLIBS    = $(PKG_LIBS) -lhdf5_hl $(LDLIBS_EXTRA) -lm $(if $(filter fuzz,$(MODE)),-fsanitize=fuzzer)
DEPFLAGS  = -MMD -MP
# LeakSanitizer can only tell the leaks of MPI from ours while MPI's plug-ins stay loaded.
ASAN_OBJ := $(if $(filter asan,$(MODE)),$(B)/tests/support/asan/nodlclose.o)

ifndef V
  Q := @
  say = @printf '  %-6s %s\n' $1 $2
endif

.PHONY: all library objects tests setup run check check-long bench asan valgrind format install clean info help FORCE
.DELETE_ON_ERROR:
.SECONDARY:

# ---- build --------------------------------------------------------------------------------------------------------------------------------

all: $(LIB) $(PROGRAM) $(if $(PROGRAM),$(if $(filter release,$(MODE)),bin/xxz-ghd))

library: $(LIB)

objects: $(ALL_OBJ)

tests: all $(TESTS)

$(LIB): $(LIB_OBJ)
	$(call say,AR,$@)
	$(Q)mkdir -p $(@D) && rm -f $@ && $(AR) rcs $@ $(LIB_OBJ)

$(B)/libxxzghd_test.a: $(SUPPORT_OBJ)
	$(call say,AR,$@)
	$(Q)mkdir -p $(@D) && rm -f $@ && $(AR) rcs $@ $(SUPPORT_OBJ)

$(B)/xxz-ghd: $(MAIN_OBJ) $(LIB) $(ASAN_OBJ)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $^ $(LDLIBS) -o $@

# A running program keeps its file: the new one takes its place by rename.
bin/xxz-ghd: build/release/xxz-ghd
	$(Q)mkdir -p bin && cp $< $@.new && mv $@.new $@

$(B)/%.o: %.c $(B)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(OBJ_CPPFLAGS) $(CFLAGS) $(DEPFLAGS) -c $< -o $@

$(B)/tests/%.o: OBJ_CPPFLAGS = -Itests/support

$(B)/tests/%: $(B)/tests/%.o $(SUPPORT) $(LIB) $(ASAN_OBJ)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $^ $(LDLIBS) -lcmocka -o $@

# The commit is known to one object only, so that a commit recompiles one file.
$(B)/src/base/version.o: $(B)/version_stamp.h
$(B)/src/base/version.o: OBJ_CPPFLAGS = -I$(B)

$(B)/version_stamp.h: FORCE
	@mkdir -p $(@D) && printf '#define GHD_GIT "%s"\n#define GHD_VERSION_STRING "%s"\n#define GHD_CFLAGS "%s"\n' \
	  "$$(git describe --always --dirty --abbrev=40 --match= 2>/dev/null || echo unknown)" '$(VERSION)' '$(strip $(TUNING))' > $@.new && \
	  { cmp -s $@.new $@ || mv $@.new $@; }; rm -f $@.new

# Other flags, another program: everything is built anew.
$(B)/flags: FORCE
	@mkdir -p $(@D) && printf '%s\n' '$(CC) $(CFLAGS)' > $@.new && { cmp -s $@.new $@ || mv $@.new $@; }; rm -f $@.new

-include $(ALL_OBJ:.o=.d)

# ---- use ----------------------------------------------------------------------------------------------------------------------------------

setup:
	@scripts/setup.sh

run:
	@scripts/setup.sh run
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@scripts/run_example.sh input/two_temperatures.yaml results/two_temperatures.h5

# ---- tests --------------------------------------------------------------------------------------------------------------------------------

check: setup
	@$(MAKE) --no-print-directory -j$(JOBS) tests
	@MODE=$(MODE) scripts/run_tests.sh $(TESTS) $(SCRIPTS)

check-long: setup
	@$(MAKE) --no-print-directory -j$(JOBS) all $(LONG_TESTS)
	@MODE=$(MODE) scripts/run_tests.sh $(LONG_TESTS) $(LONG_SCRIPTS)

# The programs under the sanitizers, unit tests on one rank and on two and fuzzing first; what only reads the source text is left to `make check`.
asan:
	@$(MAKE) --no-print-directory MODE=asan -j$(JOBS) tests
	@MODE=asan RANKS="1 2" scripts/run_tests.sh $(patsubst %.c,build/asan/%,$(filter tests/fuzz/% tests/unit/%,$(QUICK_SRC)) $(filter tests/physics/%,$(QUICK_SRC))) \
	  $(filter-out tests/scripts/%,$(SCRIPTS))

# The unit tests under valgrind, on one rank and on two.
valgrind:
	@$(MAKE) --no-print-directory -j$(JOBS) tests
	@VALGRIND=1 RANKS="1 2" scripts/run_tests.sh $(patsubst %.c,$(B)/%,$(filter tests/unit/%,$(QUICK_SRC)))

bench:
	@$(MAKE) --no-print-directory -j$(JOBS) all $(BENCHES)
	@scripts/run_bench.sh $(filter-out %/record_chunk_times,$(BENCHES))

format:
	clang-format -i $(SOURCES)

# ---- rest ---------------------------------------------------------------------------------------------------------------------------------

D := $(DESTDIR)$(PREFIX)
SHARE := $(D)/share/xxz-ghd
install: all
	install -d $(D)/bin $(D)/lib/pkgconfig $(D)/include/xxzghd $(SHARE)/scripts $(SHARE)/jobs $(SHARE)/input
	install -m 755 $(PROGRAM) $(D)/bin/
	install -m 644 $(LIB) $(D)/lib/
	install -m 644 include/xxzghd/*.h $(D)/include/xxzghd/
	install -m 755 scripts/python3 scripts/plot_profiles.py scripts/plot_spacetime.py scripts/plot_sweep.py scripts/plot_state.py \
	  scripts/summary.py scripts/write_mps.py $(SHARE)/scripts/
	install -m 644 scripts/xxzghd.py scripts/plot_style.py $(SHARE)/scripts/
	install -d $(SHARE)/scripts/matlab
	install -m 644 scripts/matlab/*.m $(SHARE)/scripts/matlab/
	install -m 755 jobs/*.sbatch jobs/*.sh $(SHARE)/jobs/
	install -m 644 input/*.yaml input/*.h5 $(SHARE)/input/
	@printf '%s\n' 'Name: xxzghd' 'Description: generalised hydrodynamics of joined XXZ spin chains' 'Version: $(VERSION)' 'Requires: $(PKGS)' \
	  'Cflags: -I$(PREFIX)/include' 'Libs: -L$(PREFIX)/lib -lxxzghd -lhdf5_hl $(LDLIBS_EXTRA) -lm' > $(D)/lib/pkgconfig/xxzghd.pc

clean:
	rm -rf build bin

info:
	@printf '%s\n' 'version   $(VERSION)' 'mode      $(MODE)' "compiler  $$($(CC) --version | head -n 1)" 'flags     $(CFLAGS)' \
	  'packages  $(PKGS)' "libraries $(LDLIBS)" 'layers    $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard src/*/*.c)))))'

help:
	@printf '%s\n' \
	  'make               build bin/xxz-ghd                      (MODE=release|debug|asan|clang|fuzz, MARCH=, V=1)' \
	  'make setup         install what is missing                (Debian/Ubuntu packages of scripts/packages.txt)' \
	  'make run           set up, build, run the main example' \
	  'make check         set up, build, run every test' \
	  'make check-long    the tests that take minutes' \
	  'make bench         accuracy and time' \
	  'make asan          the tests under the address and undefined-behaviour sanitizers' \
	  'make valgrind      the unit tests under valgrind (it takes long)' \
	  'make format        clang-format' \
	  'make install       into PREFIX=/usr/local' \
	  'make info, clean'
