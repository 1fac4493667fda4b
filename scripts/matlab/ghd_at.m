function q = ghd_at(r, name, n, x, t)
% Q = GHD_AT(R, NAME, N, X, T)  the observable at positions X at time T > 0, at point N: linear between good rays,
%   the stationary state of its side outside the light cone, NaN inside the light cone beyond the rays of the file.
  [known, zeta, ~, weight] = ghd_profile(r, name, n);
  cone = [-ghd_bulk(r, 'left', 'light_cone', n), ghd_bulk(r, 'right', 'light_cone', n)];
  left = ghd_bulk(r, 'left', name, n);
  right = ghd_bulk(r, 'right', name, n);
  if r.auto_rays                       % they reach from one end of the profile to the other, in intervals that end at 0
    cone = [-sum(weight(zeta < 0)), sum(weight(zeta > 0))];
  end
  good = ~isnan(known);
  known = known(good);
  zeta = zeta(good);
  if r.auto_rays
    zeta = [cone(1); zeta; cone(2)];
    known = [left; known; right];
  end
  wanted = x / t;
  q = interp1(zeta, known, wanted);
  q(wanted <= cone(1)) = left;
  q(wanted >= cone(2)) = right;
end
