// Permissions of each role by operation: proven by `access.test.ts`, shown in `docs/portals.md`.

/**
 * Status of each operation for each caller. `teacher` teaches the main group of the pupil. A single
 * status means that the token makes no difference.
 */
const table = `
                      nobody expired operator family teacher combined other former coordinator portal stranger
listGroups            401    401     401      403    200     200      200   200    200         200    200
getGroup              401    401     401      403    200     403      403   403    200         403    404
updateGroup           401    401     401      403    200     403      403   403    200         403    404
getGroupPrintVersion  401    401     401      403    200     403      403   403    200         403    404
listGroupPupils       401    401     401      403    200     403      403   403    200         403    404
updatePupil           401    401     401      403    200     200      403   403    200         403    404
getHomeLogin          401    401     401      403    200     200      403   403    200         403    404
setHomeLogin          401    401     401      403    200     200      403   403    200         403    404
sendActivationMails   401    401     401      403    202     202      403   403    202         403    404
removeHomeLogin       401    401     401      403    204     204      403   403    204         403    404
resetPictureCodes     401    401     401      403    204     204      403   403    204         403    404
createLetters         401    401     401      403    201     201      403   403    201         403    404
listAddressProposals  401    401     401      403    200     200      200   200    200         403    200
acceptAddressProposal 401    401     401      403    200     200      403   403    200         403    404
declineAddressProposal 401   401     401      403    204     204      403   403    204         403    404
sendActivationMailsInBulk 401 401  401      403    200     403      403   403    200         403    404
bulkActivate          401    401     401      403    200     200      200   200    200         403    200
putRoster             401    401     401      403    403     403      403   403    200         200    200
getSchool             401    401     401      403    200     200      200   200    200         200    200
updateSchool          401    401     401      403    403     403      403   403    200         403    200
listPublishers        401    401     401      403    403     403      403   403    200         200    200
listHomeLogins        401    401     401      403    200     200      200   200    200         403    200
listHomeLoginChanges  401    401     401      403    403     403      403   403    200         200    200
listAuditEvents       401    401     401      403    403     403      403   403    200         403    200
getPersonalData       401    401     401      403    403     403      403   403    200         403    404
erasePersonalData     401    401     401      403    403     403      403   403    204         403    404
getHomeSession        401    401     401      200    403     403      403   403    403         403    403
endHomeSession        401    401     401      204    403     403      403   403    403         403    403
listDevices           401    401     401      200    403     403      403   403    403         403    403
rememberDevice        401    401     401      201    403     403      403   403    403         403    403
forgetDevice          401    401     401      204    403     403      403   403    403         403    403
setPictureCode        401    401     401      204    403     403      403   403    403         403    403
createLaunch          401    401     401      201    403     403      403   403    403         403    403
recordMailEvents      401    401     204      401    401     401      401   401    401         401    401
recordPostmarkEvent   401    401     200      401    401     401      401   401    401         401    401
recordMailgunEvent    404
recordSesNotification 404
lookUpActivation      404
activate              404
refuseActivation      404
requestLinks          202
proposeAddress        202
createHomeSession     401
refreshHomeSession    401
lookUpDevice          404
createPictureSession  401
createToken           400
getLiveness           200
getReadiness          200
getKeys               200
getSecurityContact    404
getOpenapi            200
getServiceOpenapi     200
getAuthorizationServer 200
listProblems          200
getProblem            200
`;
/** The kinds of callers, and for each operation its id and a status for each of them. */
export const [callers = [], ...rows] = table
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));
