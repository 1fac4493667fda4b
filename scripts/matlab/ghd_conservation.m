function violation = ghd_conservation(r, density, current, n)
% VIOLATION = GHD_CONSERVATION(R, DENSITY, CURRENT, N)
%   integral over zeta of [q - q_L theta(-zeta) - q_R theta(zeta)] minus (j_L - j_R), which the continuity equation makes zero.
%   For files with rays: {auto: N}, whose rays reach from one end of the profile to the other.
  if ~r.auto_rays
    error('ghd:rays', 'this needs rays: {auto: N}');
  end
  [q, zeta, ~, weight] = ghd_profile(r, density, n);
  left = ghd_bulk(r, 'left', density, n);
  right = ghd_bulk(r, 'right', density, n);
  excess = sum(weight .* (q - left * (zeta < 0) - right * (zeta > 0)));
  violation = excess - (ghd_bulk(r, 'left', current, n) - ghd_bulk(r, 'right', current, n));
end
