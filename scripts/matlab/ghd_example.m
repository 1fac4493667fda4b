% Energy and energy current between two temperatures at time t = 20, of the result of `make run`.
% In the folder scripts/matlab:  ghd_example        another file:  file = 'result.h5'; ghd_example
% (MATLAB. Octave has no h5read of its own: addpath ../../tests/support/octave)
if ~exist('file', 'var')
  file = '../../results/two_temperatures.h5';
end
r = ghd_read(file);
n = ghd_point(r, 'gamma_over_pi', '1/3');
[j1, zeta, err] = ghd_profile(r, 'j1', n);
[largest, ray] = max(j1);
fprintf('largest energy current %.10f J^2 at x/t = %.3f J, error estimate %.1e\n', largest, zeta(ray), err(ray));

t = 20;
x = linspace(-30, 30, 601);
subplot(2, 1, 1); plot(x, ghd_at(r, 'q1', n, x, t), 'k-'); ylabel('energy density [J]'); title(sprintf('t = %g / J', t));
subplot(2, 1, 2); plot(x, ghd_at(r, 'j1', n, x, t), 'k-'); ylabel('energy current [J^2]'); xlabel('x [lattice spacings]');
