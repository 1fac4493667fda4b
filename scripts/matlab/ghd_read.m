function r = ghd_read(file)
% R = GHD_READ(FILE)  opens a result file of xxz-ghd.
%   R.points    structure of columns, one value a point: delta, gamma_over_pi_num, gamma_over_pi_den, left_beta, ...
%   R.n_points, R.n_rays (0 with rays: none), R.auto_rays (true with rays: {auto: N})
%   R.zeta      [n_rays] or, with rays: {auto: N}, [n_rays x n_points];  R.weight likewise
%   R.status    [n_rays x n_points]: > 0 converged, 0 not done, < 0 did not converge
% Points are counted from 1 here, from 0 in the file. Units: J = hbar = k_B = lattice spacing = 1.
  r.file = file;
  r.points = struct();
  names = ghd_names(file, '/points');
  for i = 1:numel(names)
    if ~strcmp(names{i}, 'point')
      r.points.(names{i}) = double(h5read(file, ['/points/' names{i}]));
    end
  end
  r.n_points = numel(r.points.delta);
  r.n_rays = 0;
  if any(strcmp(ghd_names(file, '/'), 'status'))
    r.zeta = shaped(h5read(file, '/rays/zeta'));
    r.weight = shaped(h5read(file, '/rays/weight'));
    r.status = h5read(file, '/status');
    if r.n_points == 1, r.status = r.status(:); end
    r.n_rays = size(r.status, 1);
    r.auto_rays = any(strcmp(ghd_names(file, '/rays'), 'ray'));  % the scale of rays that each point has for itself
  end
end

function v = shaped(v)
  if isvector(v), v = v(:); end
end
