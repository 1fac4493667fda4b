function [q, zeta, err, weight] = ghd_profile(r, name, n)
% [Q, ZETA, ERR, WEIGHT] = GHD_PROFILE(R, NAME, N)  profile of an observable on all rays of point N (see GHD_POINT): columns.
%   Q is NaN where a ray is not computed or did not converge; ERR is its error estimate; WEIGHT makes integrals over zeta = x/t:
%   sum(weight .* q). At time t the profile stands at x = zeta * t.
  if r.n_rays == 0
    error('ghd:rays', '%s has no rays', r.file);
  end
  names = ghd_names(r.file, '/profiles');
  if ~any(strcmp(names, name))
    error('ghd:observable', 'no profile %s; there are %s', name, strjoin(names, ', '));
  end
  q = column(r, ['/profiles/' name], n);
  err = column(r, ['/profiles/' name '_error'], n);
  q(r.status(:, n) <= 0) = NaN;
  own = min(n, size(r.zeta, 2));       % rays: {auto: N} gives each point rays of its own
  zeta = r.zeta(:, own);
  weight = r.weight(:, own);
end

function v = column(r, path, n)
  v = h5read(r.file, path);
  if r.n_points == 1, v = v(:); end
  v = v(:, n);
end
