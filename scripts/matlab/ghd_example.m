% Energy and energy current between two temperatures, and their profile at time t = 20.
% In the folder scripts/matlab, after `make run` (MATLAB; Octave has no h5read of its own):
r = ghd_read('../../results/two_temperatures.h5');
n = ghd_point(r, 'gamma_over_pi', '1/3');
[q1, zeta] = ghd_profile(r, 'q1', n);
[j1, ~, err] = ghd_profile(r, 'j1', n);
fprintf('largest energy current %.10f J^2, error estimate at most %.1e\n', max(j1), max(err));

t = 20;
subplot(2, 1, 1); plot(zeta * t, q1); ylabel('energy density [J]'); title(sprintf('t = %g / J', t));
subplot(2, 1, 2); plot(zeta * t, j1); ylabel('energy current [J^2]'); xlabel('x [lattice spacings]');
